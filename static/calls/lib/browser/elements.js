/** What elements can do in most browsers. */

import { attempt } from "./attempt.js";

/** How often sizes are looked at where the browser does not report them, in milliseconds. */
const LOOK_MS = 500;

/** @param {HTMLElement} popover */
export const closePopover = (popover) => attempt(() => popover.hidePopover());

/** @param {Element} element */
export const isVisible = (element) =>
  attempt(() => element.checkVisibility({ visibilityProperty: true })) ?? element.getClientRects().length > 0;

/** Calls `act` when one of the elements has another size. @param {Element[]} elements @param {() => void} act */
export function onResize(elements, act) {
  const observer = attempt(() => new ResizeObserver(act));
  if (observer) for (const element of elements) observer.observe(element);
  else setInterval(act, LOOK_MS);
}
