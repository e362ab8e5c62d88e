/** Plays the peer's sound through the chosen speaker, if it is there. */

import { tryOrUndefinedAsync } from "../../lib/browser/try_or_undefined.js";
import { settleWithin } from "../../lib/timing/timers.js";
import { find } from "./choices.js";
import { plainName } from "./lists.js";

/** The notes of the test sound in Hz, and the length of each in seconds. */
const NOTES = [523.25, 659.25, 783.99];
const NOTE = 0.22;
const VOLUME = 0.2;
/** A speaker that does not answer must not hold up the page. */
const LIMIT_MS = 2_000;
/** A browser may not play the test sound at all, for example after a phone call. */
const TEST_MS = 5_000;

export class Speaker {
  /** @type {Chosen | null} the speaker in use; null: the system's default */
  #used = null;
  /** Whether it was unplugged and may come back. */
  #gone = false;
  #elements;
  #choices;
  /** Called when the chosen speaker is unplugged or comes back. */
  onchange = (/** @type {{ gone?: string, back?: string }} */ _what) => {};
  /** Called when the person has chosen a speaker that cannot be used. */
  onrefused = (/** @type {string} */ _label) => {};

  /** @param {{ elements: HTMLMediaElement[], choices: import("./choices.js").DeviceChoices }} parts */
  constructor({ elements, choices }) {
    this.#elements = elements;
    this.#choices = choices;
  }

  /** The chosen speaker; null while the system chooses. */
  get used() {
    return this.#used;
  }

  /** Safari and older browsers leave the choice to the system. */
  static get possible() {
    return "setSinkId" in HTMLMediaElement.prototype;
  }

  /**
   * @param {Device[]} devices the available speakers
   * @param {boolean} [chosen] whether the user has just chosen it and needs no report
   */
  async apply(devices, chosen = false) {
    if (!Speaker.possible) return;
    const before = this.#used;
    const now = find(devices, this.#choices.get("speaker"));
    this.#used = now;
    if (chosen) this.#gone = false;
    else if (before && !now) {
      this.#gone = true;
      this.onchange({ gone: plainName(before.label) });
    } else if (now && this.#gone) {
      this.#gone = false;
      this.onchange({ back: plainName(now.label) });
    }
    const id = now?.id ?? "";
    await Promise.all(this.#elements.map((element) => setSink(element, id)));
    const refused = now && now === this.#used && this.#elements.some(({ sinkId }) => sinkId !== id);
    if (chosen && refused) this.onrefused(plainName(now.label));
  }

  /** Plays a test sound. Resolves at its end, or after some seconds. @param {Device[]} devices */
  test(devices) {
    return settleWithin(this.#test(devices), TEST_MS);
  }

  /** @param {Device[]} devices */
  async #test(devices) {
    const context = new AudioContext();
    const out = new MediaStreamAudioDestinationNode(context);
    const element = new Audio();
    element.srcObject = out.stream;
    if (Speaker.possible) await setSink(element, find(devices, this.#choices.get("speaker"))?.id ?? "");
    try {
      await element.play();
      await chime(context, out);
    } finally {
      element.srcObject = null;
      await context.close();
    }
  }
}

/** @param {HTMLMediaElement} element @param {string} id "" is the system's default */
async function setSink(element, id) {
  if (element.sinkId === id) return;
  // It rejects if the speaker was just unplugged. Then the device list changes, and this is called again.
  await tryOrUndefinedAsync(() => element.setSinkId(id), LIMIT_MS);
}

/** @param {AudioContext} context @param {AudioNode} out @returns {Promise<void>} */
function chime(context, out) {
  const start = context.currentTime + 0.05;
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(out);
  return new Promise((resolve) => {
    for (const [index, frequency] of NOTES.entries()) {
      const begin = start + index * NOTE;
      const note = new OscillatorNode(context, { frequency });
      note.connect(gain);
      note.start(begin);
      note.stop(begin + NOTE);
      gain.gain.setValueAtTime(VOLUME, begin);
      gain.gain.exponentialRampToValueAtTime(VOLUME / 50, begin + NOTE);
      if (index === NOTES.length - 1) note.onended = () => setTimeout(resolve, 150);
    }
  });
}
