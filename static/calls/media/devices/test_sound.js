/** A sound to try a speaker. */

import { settleWithin } from "../../lib/timing/timers.js";
import { find } from "./choices.js";
import { Speaker, setSink } from "./speaker.js";

/** The notes in Hz, and the length of each in seconds. */
const NOTES = [523.25, 659.25, 783.99];
const NOTE = 0.22;
const VOLUME = 0.2;
/** A browser may not play it at all, for example after a phone call. */
const LIMIT_MS = 5_000;

/**
 * Plays it on the chosen speaker. Resolves at its end, or after some seconds.
 * @param {Device[]} speakers
 * @param {import("./choices.js").DeviceChoices} choices
 */
export const playTestSound = (speakers, choices) =>
  settleWithin(play(find(speakers, choices.get("speaker"))?.id ?? ""), LIMIT_MS);

/** @param {string} speaker "" is the system's default */
async function play(speaker) {
  const context = new AudioContext();
  const out = new MediaStreamAudioDestinationNode(context);
  const element = new Audio();
  element.srcObject = out.stream;
  if (Speaker.possible) await setSink(element, speaker);
  try {
    await element.play();
    await chime(context, out);
  } finally {
    element.srcObject = null;
    await context.close();
  }
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
