/**
 * Keeps the keyboard focus on the page when the element that had it disappears: a hint, or a button
 * that was pressed.
 */

import { isVisible } from "./browser/elements.js";

/** Milliseconds in which the code that removed the element may set a better focus. */
const GRACE_MS = 150;

/** @param {() => HTMLElement} home where the focus goes */
export function keepFocus(home) {
  /** @type {Element | null} */
  let held = null;
  let waiting = false;
  document.addEventListener("focusin", ({ target }) => {
    held = target instanceof Element ? target : null;
  });
  const look = () => {
    waiting = false;
    if (!held || document.activeElement !== document.body || isVisible(held)) return;
    held = null;
    home().focus({ preventScroll: true });
  };
  const watch = new MutationObserver(() => {
    if (waiting || !held) return;
    waiting = true;
    setTimeout(look, GRACE_MS);
  });
  watch.observe(document.body, { subtree: true, childList: true, attributes: true });
}
