/** Measures what room the chips and the controls leave on the scene, and tells it to the style sheets. */

import { byId, within } from "../../lib/dom.js";
import { edges } from "./corners.js";

/** Between what lies one below the other. */
const GAP_PX = 10;

/** Keeps `--edge-top`, `--edge-bottom` and `--below-toasts` of the scene true, whatever is shown on it, and however large. */
export function keepEdges() {
  const scene = within(byId("stage", HTMLElement), ".scene", HTMLElement);
  const chips = within(scene, ".stage-top", HTMLElement);
  const controls = within(scene, ".controls", HTMLElement);
  const hints = byId("hints", HTMLElement);
  const picture = byId("selfView", HTMLElement);
  const toasts = byId("toasts", HTMLElement);
  let seen = false;
  const observer = new ResizeObserver(() => {
    if (scene.clientHeight === 0) {
      seen = false;
      return;
    }
    const bar = (/** @type {HTMLElement} */ { offsetTop }, /** @type {number} */ width) => ({
      width,
      room: scene.clientHeight - offsetTop,
    });
    const { top, bottom } = edges({
      width: scene.clientWidth,
      chips: chips.offsetHeight,
      // The hints' own box is as wide as the scene, each hint as wide as its words.
      bars: [bar(controls, controls.offsetWidth), bar(hints, widest(hints.children))],
      picture: picture.offsetWidth,
    });
    scene.style.setProperty("--edge-top", `${top}px`);
    scene.style.setProperty("--edge-bottom", `${bottom}px`);
    // In a window of its own the scene has no toasts above it.
    const told = toasts.childElementCount > 0 && scene.ownerDocument === document;
    scene.style.setProperty("--below-toasts", told ? `${toasts.getBoundingClientRect().bottom + GAP_PX}px` : "0px");
    // A scene that has just appeared begins where everything belongs.
    if (!seen) for (const glide of picture.getAnimations()) glide.finish();
    seen = true;
  });
  for (const part of [scene, chips, controls, hints, picture, toasts]) observer.observe(part);
}

/** @param {Iterable<Element>} elements */
const widest = (elements) => Math.max(0, ...[...elements].map((one) => one.clientWidth));
