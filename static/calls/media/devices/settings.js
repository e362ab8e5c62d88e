/** What the dialog "Sound and video" does: before a call it borrows the devices, in a call it looks at those in use; it draws nothing. */

import { live } from "../../lib/tracks.js";
import { trouble } from "../../ui/texts.js";
import { listDevices } from "./lists.js";
import { SettingsView } from "./settings_view.js";
import { Speaker } from "./speaker.js";

const LOOK_MS = 60;
/** @type {Kind[]} */
const KINDS = ["microphone", "camera"];
/** @type {DeviceLists} */
const EMPTY = { microphone: [], camera: [], speaker: [] };

/**
 * @typedef {object} SettingsParts
 * @property {import("../local_media.js").LocalMedia} media
 * @property {import("./choices.js").DeviceChoices} choices
 * @property {MediaDevices | undefined} devices
 * @property {import("../microphone/monitor.js").LevelMeterLike} ear
 * @property {Speaker} speaker
 * @property {(kind: DeviceKind) => void} onchoice the person has chosen
 */

export class Settings {
  #view;
  #parts;
  #lists = EMPTY;
  /** @type {Failures} what went wrong since the dialog was opened */
  #failures = {};
  #waiting = false;
  #calling = false;
  /** Whether the devices are in use for this dialog only. */
  #borrowed = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {SettingsParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { devices, media } = parts;
    /** @type {MediaTrackSupportedConstraints} */
    const supported = devices?.getSupportedConstraints?.() ?? {};
    this.#view = new SettingsView({
      choose: (kind, device) => this.#choose(kind, device),
      process: (name, on) => media.process(name, on),
      test: () => parts.speaker.test(this.#lists.speaker),
      retry: () => this.#take(this.#wanting),
      closed: () => this.#closed(),
      supports: (name) => Boolean(supported[name]),
    });
    for (const button of document.querySelectorAll("[data-settings]")) {
      button.addEventListener("click", () => this.open());
    }
  }

  async open() {
    if (this.#view.open) return;
    this.#failures = { ...this.#parts.media.missing };
    this.#borrowed = !this.#calling;
    this.#view.show();
    this.#timer = setInterval(() => this.#view.drawLevel(this.#parts.ear.level), LOOK_MS);
    if (this.#borrowed) await this.#take();
    else await this.refresh();
  }

  /** @param {boolean} calling whether there is a call on this page */
  show(calling) {
    const changed = calling !== this.#calling;
    this.#calling = calling;
    if (!this.#view.open) return;
    // A call that is taken goes on with what it needs of the borrowed devices; after one they are gone.
    if (changed) this.#view.close();
    else this.#draw();
  }

  /** False where the dialog is not there to tell it. @param {Failures} failures */
  trouble(failures) {
    if (!this.#view.open || failures.screen) return false;
    this.#failures = { ...this.#failures, ...failures };
    this.#draw();
    return true;
  }

  /** Looks anew which devices there are. */
  async refresh() {
    this.#lists = await listDevices(this.#parts.devices);
    if (this.#view.open) this.#draw();
  }

  /** What failed and is not there. */
  get #wanting() {
    const { media } = this.#parts;
    return KINDS.filter((kind) => this.#failures[kind] && !media.device(kind));
  }

  /** Before a call this is the only use of the devices. @param {Kind[]} [kinds] */
  async #take(kinds) {
    const { media } = this.#parts;
    this.#failures = {};
    this.#waiting = true;
    this.#draw();
    await media.open(kinds);
    this.#waiting = false;
    await this.refresh();
  }

  /** @param {DeviceKind} kind @param {Chosen | null} device */
  async #choose(kind, device) {
    const { media, choices, speaker, onchoice } = this.#parts;
    onchoice(kind);
    if (kind === "speaker") {
      choices.set(kind, device);
      await speaker.apply(this.#lists.speaker, true);
      return this.#draw();
    }
    delete this.#failures[kind];
    await media.choose(kind, device);
    await this.refresh();
  }

  #closed() {
    clearInterval(this.#timer);
    this.#parts.ear.listen(null);
    this.#failures = {};
    if (this.#borrowed && !this.#calling) this.#parts.media.close();
    // The menu that it was opened from is closed, and cannot have the focus back.
    else if (document.activeElement === document.body) document.getElementById("more")?.focus();
  }

  #draw() {
    // What was asked for may be done only after the dialog was closed: nothing is to listen from then on.
    if (!this.#view.open) return;
    const { media, choices, ear } = this.#parts;
    const { audio, video } = media.outgoing;
    ear.listen(live(audio));
    const failed = Object.keys(this.#failures).length > 0;
    this.#view.draw({
      lists: this.#lists,
      chosen: { microphone: choices.get("microphone"), camera: choices.get("camera"), speaker: choices.get("speaker") },
      used: { microphone: media.device("microphone"), camera: media.device("camera") },
      processing: choices.processing,
      picture: video,
      without: this.#waiting ? "waiting" : this.#failures.camera ? "none" : "off",
      muted: Boolean(audio && !audio.enabled),
      speaker: Speaker.possible,
      troubles: failed ? trouble(this.#failures).hints : [],
      again: this.#wanting.length > 0 && !this.#waiting && !Object.values(this.#failures).includes("insecure"),
    });
  }
}
