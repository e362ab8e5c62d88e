/** The parts that know about one's own devices, as one: the dialog, the hints in a call, the space bar. */

import { byId } from "../../lib/dom.js";
import { live } from "../../lib/tracks.js";
import { Hints } from "../../ui/stage/hints.js";
import { LevelMeter } from "../microphone/level_meter.js";
import { MicrophoneMonitor } from "../microphone/monitor.js";
import { PushToTalk } from "../microphone/push_to_talk.js";
import { MicrophoneWarnings } from "../microphone/warnings.js";
import { DeviceChanges } from "./device_changes.js";
import { listDevices } from "./lists.js";
import { Settings } from "./settings.js";
import { Speaker } from "./speaker.js";
import * as texts from "./texts.js";

/** A word on what has happened, which needs no answer. */
const NOTE_MS = 10_000;
const NO_CALL = new Set(["idle", "incoming"]);
const TALKING = new Set(["active", "reconnecting"]);

export class Devices {
  #hints = new Hints();
  #media;
  #devices;
  #settings;
  #speaker;
  #plugs;
  #push;
  #warnings;
  #monitor;
  /** What of the last snapshot makes a difference here. */
  #before = { calling: false, talking: false, audio: false };

  /** @param {{ media: import("../local_media.js").LocalMedia, choices: import("./choices.js").DeviceChoices, devices: MediaDevices | undefined, heard: string[] }} parts `heard`: ids of the elements that sound */
  constructor({ media, choices, devices, heard }) {
    this.#media = media;
    this.#devices = devices;
    this.#speaker = new Speaker({ choices, elements: heard.map((id) => byId(id, HTMLMediaElement)) });
    this.#speaker.onchange = (what) => this.#note("speaker", "speaker", texts.speakerChanged(what));
    this.#plugs = new DeviceChanges({ media, choices, list: () => listDevices(devices), on: this.#words() });
    const onchoice = (/** @type {DeviceKind} */ kind) => this.#plugs.forget(kind);
    this.#settings = new Settings({ media, choices, devices, ear: new LevelMeter(), speaker: this.#speaker, onchoice });
    this.#warnings = new MicrophoneWarnings({
      hints: this.#hints,
      unmute: () => media.toggle("microphone"),
      settings: () => this.#settings.open(),
      keyboard: matchMedia("(any-hover: hover)").matches,
    });
    this.#monitor = new MicrophoneMonitor({ ear: new LevelMeter(), now: () => performance.now(), on: this.#warnings });
    this.#push = new PushToTalk({
      may: () => this.#before.talking && media.outgoing.audio?.enabled === false,
      hold: (on) => media.hold(on),
    });
    media.onlost = (loss) => this.#plugs.lost(loss);
    devices?.addEventListener?.("devicechange", () => this.#changed());
  }

  /** @param {Snapshot} snapshot */
  show({ state, tracks, local }) {
    const before = this.#before;
    const now = { calling: !NO_CALL.has(state), talking: TALKING.has(state), audio: Boolean(tracks.audio) };
    this.#before = now;
    if (!now.talking) this.#push.release();
    if (before.calling && !now.calling) this.#forget();
    // Speakers have names, and can be chosen, once a device was allowed.
    if ((now.calling && !before.calling) || (now.audio && !before.audio)) this.#hearThere();
    this.#settings.show(now.calling);
    const watched = now.talking ? live(tracks.audio) : null;
    const muted = Boolean(watched && !local.microphone);
    this.#warnings.watch(watched, muted);
    this.#monitor.watch(watched, muted);
    this.#showHolding();
  }

  /** Hears the space bar there, too. @param {Window} page */
  listen(page) {
    this.#push.listen(page);
  }

  /** False where somebody else has to tell it. @param {Failures} failures */
  trouble(failures) {
    return this.#settings.trouble(failures);
  }

  #forget() {
    this.#plugs.clear();
    this.#hints.clearAll();
  }

  async #hearThere() {
    await this.#speaker.apply((await listDevices(this.#devices)).speaker);
  }

  async #changed() {
    await this.#hearThere();
    await this.#plugs.changed();
    await this.#settings.refresh();
  }

  #showHolding() {
    const { held } = this.#media;
    if (held === this.#hints.has("holding")) return;
    if (held) this.#hints.show("holding", { text: texts.holding(), icon: "mic", firm: true });
    else this.#hints.clear("holding");
  }

  /** @returns {import("./device_changes.js").DeviceChangeEvents} */
  #words() {
    return {
      lost: (loss) => this.#note(loss.kind, iconOf(loss.kind), texts.lost(loss)),
      back: (kind, device) => this.#note(kind, iconOf(kind), texts.back(kind, device)),
      offer: (kind, device) => {
        const action = { label: texts.turnOn(kind), act: () => this.#media.turn(kind, true) };
        this.#note(kind, iconOf(kind), texts.offered(kind, device), action);
      },
    };
  }

  /** What needs an answer stays until it has one. @param {DeviceKind} kind @param {string} icon @param {string} text @param {import("../../ui/stage/hints.js").Hint["action"]} [action] */
  #note(kind, icon, text, action) {
    if (!this.#before.calling) return;
    this.#hints.show(kind, { text, icon, action, ...(action ? {} : { stays: NOTE_MS }) });
  }
}

/** @param {Kind} kind */
const iconOf = (kind) => (kind === "camera" ? "video" : "mic");
