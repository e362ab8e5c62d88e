/** Says what has happened to who sees no screen, from a region that is always in the tree: in one that has been hidden until now nobody hears it. */

import { byId } from "./dom.js";

/** Milliseconds after which a sentence is read by nobody any more, also not by who walks through the page. */
const KEPT_MS = 10_000;

/** A new element each time, beside those before it: the same sentence twice is heard twice, and none cuts another short. @param {string} sentence */
export function announce(sentence) {
  if (!sentence) return;
  const line = document.createElement("p");
  line.textContent = sentence;
  byId("stageNews", HTMLElement).append(line);
  setTimeout(() => line.remove(), KEPT_MS);
}
