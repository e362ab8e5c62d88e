/** What elements can do in most browsers. */

import { tryOrUndefined } from "./try_or_undefined.js";

/** How often sizes are looked at where the browser does not report them, in milliseconds. */
const SIZE_POLL_MS = 500;

/** @param {HTMLElement} popover */
export const closePopover = (popover) => tryOrUndefined(() => popover.hidePopover());

/** @param {Element} element */
export const isVisible = (element) =>
  tryOrUndefined(() => element.checkVisibility({ visibilityProperty: true })) ?? element.getClientRects().length > 0;

/** Calls `act` when one of the elements has another size. @param {Element[]} elements @param {() => void} act */
export function onResize(elements, act) {
  const observer = tryOrUndefined(() => new ResizeObserver(act));
  if (observer) for (const element of elements) observer.observe(element);
  else setInterval(act, SIZE_POLL_MS);
}
