/** Shows a hint when the microphone does not do what the user expects, once for each cause. */

import { Timers } from "../../lib/timers.js";
import { chooseMicrophone, silentMicrophone, speakingMuted, unmute } from "../devices/texts.js";

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
  #settings;
  #keyboard;

  /**
   * @param {{ hints: Pick<import("../../ui/stage/hints.js").Hints, "show" | "clear">, unmute(): void, settings(): void, keyboard: boolean }} parts `keyboard`: whether there is a space bar to hold
   */
  constructor({ hints, unmute, settings, keyboard }) {
    this.#hints = hints;
    this.#unmute = unmute;
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
      text: speakingMuted(this.#keyboard),
      icon: "mic-off",
      action: { label: unmute(), act: this.#unmute },
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
    const known = () => void this.#known.add(track);
    this.#hints.show("silent", {
      text: silentMicrophone(),
      icon: "mic-off",
      action: {
        label: chooseMicrophone(),
        act: () => {
          known();
          this.#settings();
        },
      },
      dismissed: known,
    });
  }

  #fade() {
    this.#hints.clear("muted");
    this.#timers.after("again", AGAIN_MS, () => {
      this.#shown = false;
    });
  }
}
