/** Keeps the keyboard's focus from falling out of the page with the element that had it: a hint that goes by itself, a button that has done its work. */

/** Milliseconds in which whoever took the element away may know a better place. */
const GRACE_MS = 150;

/** @param {() => HTMLElement} home where whoever goes by keyboard goes on */
export function keepFocus(home) {
  /** @type {Element | null} */
  let held = null;
  let waiting = false;
  document.addEventListener("focusin", ({ target }) => {
    held = target instanceof Element ? target : null;
  });
  const look = () => {
    waiting = false;
    if (!held || document.activeElement !== document.body || held.checkVisibility({ visibilityProperty: true })) return;
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
