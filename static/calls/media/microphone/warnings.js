/** Shows a hint when the microphone does not do what the user expects, once for each cause. */

import { Timers } from "../../lib/timing/timers.js";
import * as texts from "../devices/texts.js";

/** The hint stays this long after the last word. */
const STAYS_MS = 6_000;
/** A user who ignores the hint talks to somebody in the room. But the next word may be meant for the call. */
const AGAIN_MS = 60_000;

export class MicrophoneWarnings {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  #muted = false;
  /** Whether the hint about speaking while muted was shown. */
  #shown = false;
  /** Whether the user has dismissed it until the next muting. */
  #dismissed = false;
  /** @type {WeakSet<MediaStreamTrack>} whose silence the user knows about */
  #known = new WeakSet();
  #timers = new Timers();
  #hints;
  #unmute;
  #renew;
  #settings;
  #keyboard;

  /**
   * @param {object} parts
   * @param {Pick<import("../../ui/stage/hints.js").Hints, "show" | "clear">} parts.hints
   * @param {() => void} parts.unmute
   * @param {() => void} parts.renew takes the microphone again
   * @param {() => void} parts.settings
   * @param {boolean} parts.keyboard whether there is a space bar to hold
   */
  constructor({ hints, unmute, renew, settings, keyboard }) {
    this.#hints = hints;
    this.#unmute = unmute;
    this.#renew = renew;
    this.#settings = settings;
    this.#keyboard = keyboard;
  }

  /** @param {MediaStreamTrack | null} track @param {boolean} muted */
  watch(track, muted) {
    if (track === this.#track && muted === this.#muted) return;
    this.#track = track;
    this.#muted = muted;
    this.#shown = this.#dismissed = false;
    this.#timers.clearAll();
    this.#hints.clear("muted");
    this.#hints.clear("silent");
  }

  /** The user speaks although the microphone is muted, or has stopped. @param {boolean} yes */
  speaks(yes) {
    if (this.#dismissed) return;
    if (this.#timers.has("again")) return;
    if (!yes) return this.#timers.after("stays", STAYS_MS, () => this.#fade());
    this.#timers.clear("stays");
    if (this.#shown) return;
    this.#shown = true;
    this.#hints.show("muted", {
      text: texts.speakingMuted(this.#keyboard),
      icon: "mic-off",
      action: { label: texts.unmute(), act: this.#unmute },
      dismissed: () => {
        this.#dismissed = true;
      },
    });
  }

  /** The open microphone delivers nothing, or delivers sound again. @param {boolean} yes */
  silent(yes) {
    const track = this.#track;
    if (!yes) return this.#hints.clear("silent");
    if (!track || this.#known.has(track)) return;
    if (track.muted) return this.#showMutedBySystem(track);
    const known = () => void this.#known.add(track);
    this.#hints.show("silent", {
      text: texts.silentMicrophone(),
      icon: "mic-off",
      action: {
        label: texts.chooseMicrophone(),
        act: () => {
          known();
          this.#settings();
        },
      },
      dismissed: known,
    });
  }

  /** A phone does that during a phone call, and some never give the microphone back. @param {MediaStreamTrack} track */
  #showMutedBySystem(track) {
    this.#hints.show("silent", {
      text: texts.mutedBySystem("microphone"),
      icon: "mic-off",
      action: { label: texts.turnOnAgain(), act: this.#renew },
      dismissed: () => void this.#known.add(track),
    });
  }

  #fade() {
    this.#hints.clear("muted");
    this.#timers.after("again", AGAIN_MS, () => {
      this.#shown = false;
    });
  }
}
