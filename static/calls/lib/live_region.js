/** Announces sentences to screen readers through a live region. A region that was hidden before would not be read. */

import { byId } from "./dom.js";

/** Milliseconds after which a sentence is removed, so that a user who reads through the page does not meet it. */
const KEPT_MS = 10_000;

/**
 * Adds a new element each time: the same sentence twice is read twice, and none interrupts another.
 * @param {string} sentence
 */
export function announce(sentence) {
  if (!sentence) return;
  const line = document.createElement("p");
  line.textContent = sentence;
  byId("stageNews", HTMLElement).append(line);
  setTimeout(() => line.remove(), KEPT_MS);
}
