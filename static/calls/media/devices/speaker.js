/** Where the peer is heard: the speaker that was chosen, as far as it is there; it knows no call. */

import { find } from "./choices.js";
import { plainName } from "./lists.js";

/** Notes of the test sound in Hz, and how long each of them sounds, in seconds. */
const NOTES = [523.25, 659.25, 783.99];
const NOTE = 0.22;
const VOLUME = 0.2;

export class Speaker {
  /** @type {Chosen | null} what sounds come from now, where it is not the system's own */
  #used = null;
  /** Whether it was lost, and may come back. */
  #gone = false;
  #elements;
  #choices;
  /** Called where a chosen speaker goes or comes while it is in use. */
  onchange = (/** @type {{ gone?: string, back?: string }} */ _what) => {};

  /** @param {{ elements: HTMLMediaElement[], choices: import("./choices.js").DeviceChoices }} parts */
  constructor({ elements, choices }) {
    this.#elements = elements;
    this.#choices = choices;
  }

  /** Safari and older browsers leave the choice to the system. */
  static get possible() {
    return "setSinkId" in HTMLMediaElement.prototype;
  }

  /** @param {Device[]} devices the speakers that are there @param {boolean} [chosen] whether the person has chosen just now, and need not be told */
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
    for (const element of this.#elements) await direct(element, now?.id ?? "");
  }

  /** Resolves when it has sounded. @param {Device[]} devices */
  async test(devices) {
    const context = new AudioContext();
    const out = new MediaStreamAudioDestinationNode(context);
    const element = new Audio();
    element.srcObject = out.stream;
    if (Speaker.possible) await direct(element, find(devices, this.#choices.get("speaker"))?.id ?? "");
    try {
      await element.play();
      await chime(context, out);
    } finally {
      element.srcObject = null;
      await context.close();
    }
  }
}

/** @param {HTMLMediaElement} element @param {string} id "" is the system's own */
async function direct(element, id) {
  if (element.sinkId === id) return;
  // It rejects for a speaker that has just gone; the lists will change then, and bring us here again.
  await element.setSinkId(id).catch((error) => console.debug("speaker not used", error));
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
