/** Everything about this user's devices on the page: the settings, the hints in a call, the space bar. */

import { byId } from "../../lib/dom.js";
import { live } from "../../lib/tracks.js";
import { TALKING } from "../../ui/call_states.js";
import { showToast } from "../../ui/notices/toasts.js";
import { Hints } from "../../ui/stage/hints.js";
import { LevelMeter } from "../microphone/level_meter.js";
import { MicrophoneMonitor } from "../microphone/monitor.js";
import { PushToTalk } from "../microphone/push_to_talk.js";
import { MicrophoneWarnings } from "../microphone/warnings.js";
import { CameraWarnings } from "./camera_warnings.js";
import { DeviceChanges } from "./changes/device_changes.js";
import { DeviceOffers } from "./changes/device_offers.js";
import { listDevices } from "./lists.js";
import { Speaker } from "./speaker.js";
import * as texts from "./texts.js";
import { WaitingHint } from "./waiting_hint.js";

/** A hint that needs no answer goes away after this time. */
const NOTE_MS = 10_000;
/** A system that gives a device back does so in this time after the page was shown again. */
const RETURN_MS = 2_000;
const NO_CALL = new Set(["idle", "incoming"]);
export class DeviceControls {
  #hints = new Hints();
  #media;
  #choices;
  #devices;
  /** The dialog, which loads after the page. @type {import("./settings.js").Settings | null} */
  #settings = null;
  #whenLoaded;
  #speaker;
  #changes;
  #offers;
  #push;
  #warnings;
  #cameraWarnings;
  #monitor;
  #waiting;
  /** What matters here of the previous snapshot. */
  #before = { calling: false, talking: false, open: 0 };
  /** @type {Waiting} */
  #unanswered = { kinds: [], asks: true };

  /**
   * @param {object} parts
   * @param {import("../local_media.js").LocalMedia} parts.media
   * @param {import("./choices.js").DeviceChoices} parts.choices
   * @param {MediaDevices | undefined} parts.devices
   * @param {string[]} parts.players ids of the elements that play sound
   * @param {(act: () => void) => void} parts.whenLoaded does something once what loads after the page is there
   */
  constructor({ media, choices, devices, players, whenLoaded }) {
    this.#media = media;
    this.#choices = choices;
    this.#whenLoaded = whenLoaded;
    this.#devices = devices;
    this.#speaker = new Speaker({ choices, elements: players.map((id) => byId(id, HTMLMediaElement)) });
    this.#speaker.onchange = (what) => this.#note("speaker", "speaker", texts.speakerChanged(what));
    this.#speaker.onrefused = (label) => showToast(texts.speakerRefused(label));
    this.#changes = new DeviceChanges({ media, choices, list: () => listDevices(devices), on: this.#changeEvents() });
    this.#offers = new DeviceOffers({
      ...{ hints: this.#hints, media, choices, speaker: () => this.#speaker.used },
      choose: (kind, device) => this.#choose(kind, device),
    });
    this.#warnings = this.#newWarnings();
    this.#cameraWarnings = new CameraWarnings({
      hints: this.#hints,
      renew: () => media.setDevice("camera", true),
      settings: () => this.openSettings(),
    });
    this.#monitor = new MicrophoneMonitor({
      meter: new LevelMeter(),
      now: () => performance.now(),
      on: this.#warnings,
    });
    this.#push = new PushToTalk({
      may: () => this.#before.talking && media.outgoing.audio?.enabled === false,
      hold: (on) => media.hold(on),
    });
    this.#waiting = new WaitingHint({ hints: this.#hints, retry: (kinds) => media.open(kinds) });
    media.onwaiting = (waiting) => {
      this.#unanswered = waiting;
      this.#settings?.showWaiting(waiting);
      this.#waiting.update(waiting);
    };
    media.onUnplugged = (unplugged) => this.#changes.onUnplugged(unplugged);
    devices?.addEventListener?.("devicechange", () => this.#onDeviceChange());
    for (const button of document.querySelectorAll("[data-settings]"))
      button.addEventListener("click", () => this.openSettings());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) setTimeout(() => media.renewMuted(), RETURN_MS);
    });
  }

  /** It has loaded. @param {typeof import("./settings.js").Settings} Settings */
  useSettings(Settings) {
    this.#settings = new Settings({
      media: this.#media,
      choices: this.#choices,
      devices: this.#devices,
      meter: new LevelMeter(),
      choose: (kind, device) => this.#choose(kind, device),
    });
    this.#settings.show(this.#before.calling);
    this.#settings.showWaiting(this.#unanswered);
  }

  openSettings() {
    this.#whenLoaded(() => this.#settings?.open());
  }

  /** The speaker in use; "": the system's default. */
  get speakerId() {
    return this.#speaker.used?.id ?? "";
  }

  #newWarnings() {
    return new MicrophoneWarnings({
      hints: this.#hints,
      unmute: () => this.#media.toggle("microphone"),
      renew: () => this.#media.setDevice("microphone", true),
      settings: () => this.openSettings(),
      keyboard: matchMedia("(any-hover: hover)").matches,
    });
  }

  /** @param {Snapshot} snapshot */
  show({ state, tracks, local }) {
    const before = this.#before;
    const now = { calling: !NO_CALL.has(state), talking: TALKING.has(state), open: inputsOpen(tracks) };
    this.#before = now;
    if (!now.talking) this.#push.release();
    if (before.calling && !now.calling) this.#forget();
    // Speakers have names and can be chosen once the user has allowed a device.
    if ((now.calling && !before.calling) || now.open > before.open) this.#onListed();
    this.#settings?.show(now.calling);
    const watched = now.talking ? live(tracks.audio) : null;
    const muted = Boolean(watched && !local.microphone);
    this.#warnings.watch(watched, muted);
    this.#cameraWarnings.watch(now.talking && local.camera ? tracks.video : null);
    this.#monitor.watch(watched, muted);
    this.#showHolding();
    this.#waiting.show(now.calling);
  }

  /** Handles the space bar in another window, too. @param {Window} page */
  listen(page) {
    this.#push.listen(page);
  }

  /** Returns false if another part has to show it. @param {Failures} failures */
  showFailures(failures) {
    return this.#settings?.showFailures(failures) ?? false;
  }

  /** The person has chosen; null leaves it to the system. @param {DeviceKind} kind @param {Chosen | null} device */
  async #choose(kind, device) {
    this.#changes.forget(kind);
    if (kind === "speaker") {
      this.#choices.set(kind, device);
      await this.#speaker.apply((await listDevices(this.#devices)).speaker, true);
    } else await this.#media.choose(kind, device);
  }

  #forget() {
    this.#changes.clear();
    this.#offers.clear();
    this.#hints.clearAll();
  }

  async #onListed() {
    const lists = await listDevices(this.#devices);
    this.#offers.remember(lists);
    await this.#speaker.apply(lists.speaker);
  }

  async #onDeviceChange() {
    const lists = await listDevices(this.#devices);
    await this.#speaker.apply(lists.speaker);
    await this.#changes.changed();
    await this.#settings?.refresh();
    if (this.#before.calling) this.#offers.update(lists);
    else this.#offers.remember(lists);
  }

  #showHolding() {
    const { held } = this.#media;
    if (held === this.#hints.has("holding")) return;
    if (held) this.#hints.show("holding", { text: texts.holding(), icon: "mic", firm: true });
    else this.#hints.clear("holding");
  }

  /** @returns {import("./changes/device_changes.js").DeviceChangeEvents} */
  #changeEvents() {
    return {
      onUnplugged: (unplugged) => this.#noteUnplugged(unplugged),
      back: (kind, device) => this.#note(kind, iconOf(kind), texts.back(kind, device)),
      offer: (kind, device) => {
        const action = { label: texts.turnOn(kind), act: () => this.#media.setDevice(kind, true) };
        this.#note(kind, iconOf(kind), texts.offered(kind, device), action);
      },
    };
  }

  /** @param {UnpluggedDevice} unplugged */
  #noteUnplugged(unplugged) {
    const { kind, now, gone } = unplugged;
    const action = { label: texts.tryAgain(), act: () => this.#media.setDevice(kind, true) };
    this.#note(kind, iconOf(kind), texts.unplugged(unplugged), now || gone ? undefined : action);
  }

  /**
   * A hint with an action stays until the user has decided.
   * @param {DeviceKind} kind
   * @param {string} icon
   * @param {string} text
   * @param {import("../../ui/stage/hints.js").Hint["action"]} [action]
   */
  #note(kind, icon, text, action) {
    if (!this.#before.calling) return;
    this.#hints.show(kind, { text, icon, action, ...(action ? {} : { stays: NOTE_MS }) });
  }
}

/** @param {Tracks} tracks */
const inputsOpen = ({ audio, video }) => Number(audio !== null) + Number(video !== null);

/** @param {InputKind} kind */
const iconOf = (kind) => (kind === "camera" ? "video" : "mic");
