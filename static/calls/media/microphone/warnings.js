/** Says when a microphone does not do what its owner thinks, once per cause; it hears nothing itself. */

import { Timers } from "../../lib/timers.js";
import { chooseMicrophone, silentMicrophone, speakingMuted, unmute } from "../devices/texts.js";

/** The hint stays for a while after the last word. */
const STAYS_MS = 6_000;
/** Who did not mind it talks to somebody in the room; but the next word may be meant for the call. */
const AGAIN_MS = 60_000;

export class MicrophoneWarnings {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  #muted = false;
  /** Whether the person has been told of speaking while muted. */
  #told = false;
  /** Whether the person wants to hear no more of it until the next muting. */
  #enough = false;
  /** @type {WeakSet<MediaStreamTrack>} whose silence the person knows of */
  #known = new WeakSet();
  #timers = new Timers();
  #hints;
  #unmute;
  #settings;
  #keyboard;

  /** @param {{ hints: Pick<import("../../ui/stage/hints.js").Hints, "show" | "clear">, unmute(): void, settings(): void, keyboard: boolean }} parts `keyboard`: whether there is a space bar to hold */
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
    this.#told = this.#enough = false;
    this.#timers.clearAll();
    this.#hints.clear("muted");
    this.#hints.clear("silent");
  }

  /** The microphone is muted, and somebody speaks, or has fallen silent. @param {boolean} yes */
  speaks(yes) {
    if (this.#enough) return;
    if (this.#timers.has("again")) return;
    if (!yes) return this.#timers.after("stays", STAYS_MS, () => this.#fade());
    this.#timers.clear("stays");
    if (this.#told) return;
    this.#told = true;
    this.#hints.show("muted", {
      text: speakingMuted(this.#keyboard),
      icon: "mic-off",
      action: { label: unmute(), act: this.#unmute },
      dismissed: () => {
        this.#enough = true;
      },
    });
  }

  /** The microphone is open, and nothing comes from it, or something does again. @param {boolean} yes */
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
      this.#told = false;
    });
  }
}
