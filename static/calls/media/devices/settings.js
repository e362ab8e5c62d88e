/** The dialog "Sound and video": opens the devices itself before a call, and shows those in use during one. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { live } from "../../lib/tracks.js";
import { deviceErrors, isHopeless } from "../../ui/notices/device_error_texts.js";
import { listDevices } from "./lists.js";
import { SettingsView } from "./settings_view.js";
import { Speaker } from "./speaker.js";
import { playTestSound } from "./test_sound.js";
import { waitingFor } from "./texts.js";

const LEVEL_MS = 60;
/** @type {InputKind[]} */
const KINDS = ["microphone", "camera"];
/** @type {DeviceLists} */
const EMPTY = { microphone: [], camera: [], speaker: [] };

/**
 * @typedef {object} SettingsParts
 * @property {import("../local_media.js").LocalMedia} media
 * @property {import("./choices.js").DeviceChoices} choices
 * @property {MediaDevices | undefined} devices
 * @property {import("../microphone/monitor.js").LevelMeterLike} meter
 * @property {(kind: DeviceKind, device: Chosen | null) => Promise<void>} choose uses a device; null leaves it to the system
 */

export class Settings {
  #view;
  #parts;
  #lists = EMPTY;
  /** @type {Failures} what went wrong since the dialog was opened */
  #failures = {};
  /** How many requests of the dialog's are open. */
  #opening = 0;
  /** @type {Waiting} what the browser has not answered for seconds */
  #waiting = { kinds: [], asks: true };
  #calling = false;
  /** Whether the devices are open for this dialog only. */
  #openedHere = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {SettingsParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { devices, media } = parts;
    /** @type {MediaTrackSupportedConstraints} */
    const supported = tryOrUndefined(() => devices?.getSupportedConstraints()) ?? {};
    this.#view = new SettingsView({
      choose: (kind, device) => this.#choose(kind, device),
      setVoiceProcessing: (name, on) => media.setVoiceProcessing(name, on),
      setPrepares: (prepares) => {
        parts.choices.prepares = prepares;
      },
      setShowsCaller: (showsCaller) => {
        parts.choices.showsCaller = showsCaller;
      },
      test: () => playTestSound(this.#lists.speaker, parts.choices),
      retry: () => this.#openDevices(this.#failedKinds),
      closed: () => this.#closed(),
      supports: (name) => Boolean(supported[name]),
    });
  }

  async open() {
    if (this.#view.open) return;
    this.#failures = { ...this.#parts.media.failures };
    this.#openedHere = !this.#calling;
    this.#view.show();
    this.#timer = setInterval(() => this.#view.drawLevel(this.#parts.meter.level), LEVEL_MS);
    if (this.#openedHere) await this.#openDevices();
    else await this.refresh();
  }

  /** @param {boolean} calling whether there is a call on this page */
  show(calling) {
    const changed = calling !== this.#calling;
    this.#calling = calling;
    if (!this.#view.open) return;
    // An accepted call keeps using the devices that the dialog has opened. After a call they are closed.
    if (changed) this.#view.close();
    else this.#draw();
  }

  /** Returns false if the dialog is not open. @param {Failures} failures */
  showFailures(failures) {
    if (!this.#view.open || failures.screen) return false;
    this.#failures = { ...this.#failures, ...failures };
    this.#draw();
    return true;
  }

  /** @param {Waiting} waiting */
  showWaiting(waiting) {
    this.#waiting = waiting;
    this.#draw();
  }

  /** Lists the devices again. */
  async refresh() {
    this.#lists = await listDevices(this.#parts.devices);
    if (this.#view.open) this.#draw();
  }

  /** @param {DeviceKind} kind @param {Chosen | null} device */
  async #choose(kind, device) {
    if (kind !== "speaker") delete this.#failures[kind];
    await this.#parts.choose(kind, device);
    await this.refresh();
  }

  /** What failed to open, or does not respond, and is not open now. */
  get #failedKinds() {
    const { media } = this.#parts;
    const { kinds, asks } = this.#waiting;
    const silent = asks ? [] : kinds;
    return KINDS.filter((kind) => (this.#failures[kind] || silent.includes(kind)) && !media.device(kind));
  }

  /** Opens the devices before a call. @param {InputKind[]} [kinds] */
  async #openDevices(kinds) {
    const { media } = this.#parts;
    this.#failures = {};
    this.#opening += 1;
    this.#draw();
    await media.open(kinds);
    this.#opening -= 1;
    await this.refresh();
  }

  #closed() {
    clearInterval(this.#timer);
    this.#parts.meter.listen(null);
    this.#failures = {};
    if (this.#openedHere && !this.#calling) this.#parts.media.close();
    // The menu that opened the dialog is closed and cannot get the focus back.
    else if (document.activeElement === document.body) document.getElementById("more")?.focus();
  }

  #draw() {
    // A device may open after the dialog was closed. Then nothing may listen to it.
    if (!this.#view.open) return;
    const { media, choices, meter } = this.#parts;
    const { audio, video } = media.outgoing;
    meter.listen(live(audio));
    const failed = Object.keys(this.#failures).length > 0;
    const asked = this.#opening > 0 || (this.#waiting.asks && this.#waiting.kinds.includes("camera"));
    const waiting = waitingFor(this.#waiting);
    this.#view.draw({
      lists: this.#lists,
      chosen: { microphone: choices.get("microphone"), camera: choices.get("camera"), speaker: choices.get("speaker") },
      used: { microphone: media.device("microphone"), camera: media.device("camera") },
      processing: choices.processing,
      prepares: choices.prepares,
      showsCaller: choices.showsCaller,
      picture: video,
      without: asked ? "waiting" : this.#failures.camera ? "none" : "off",
      muted: Boolean(audio && !audio.enabled),
      speaker: Speaker.possible,
      errors: [...(failed ? deviceErrors(this.#failures).hints : []), ...(waiting ? [waiting] : [])],
      again: this.#failedKinds.length > 0 && this.#opening === 0 && !isHopeless(this.#failures),
    });
  }
}
