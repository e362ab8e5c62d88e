/** Measures what room the chips and the controls leave on the scene, and tells it to the style sheets. */

import { byId, within } from "../dom.js";
import { edges } from "./corners.js";

/** Keeps `--edge-top` and `--edge-bottom` of the scene true, whatever is shown on it, and however large. */
export function keepEdges() {
  const scene = within(byId("stage", HTMLElement), ".scene", HTMLElement);
  const chips = within(scene, ".stage-top", HTMLElement);
  const bar = within(scene, ".controls", HTMLElement);
  const picture = byId("selfView", HTMLElement);
  const observer = new ResizeObserver(() => {
    if (scene.clientHeight === 0) return;
    const { top, bottom } = edges({
      width: scene.clientWidth,
      chips: chips.offsetHeight,
      bar: { width: bar.offsetWidth, room: scene.clientHeight - bar.offsetTop },
      picture: picture.offsetWidth,
    });
    scene.style.setProperty("--edge-top", `${top}px`);
    scene.style.setProperty("--edge-bottom", `${bottom}px`);
  });
  for (const part of [scene, chips, bar, picture]) observer.observe(part);
}
