/** Measures how much room chips, controls and toasts take on the stage, for the style sheets. */

import { onResize } from "../../../lib/browser/elements.js";
import { tryOrUndefined } from "../../../lib/browser/try_or_undefined.js";
import { byId, within } from "../../../lib/dom.js";
import { stageInsets } from "./corners.js";

/** Pixels between toasts and what stands below them. */
const TOAST_GAP = 10;

/** Keeps `--edge-top`, `--edge-bottom`, `--edge-portrait` and `--below-toasts` up to date. */
export function trackStageInsets() {
  const scene = within(byId("stage", HTMLElement), ".scene", HTMLElement);
  const chips = within(scene, ".stage-top", HTMLElement);
  const controls = within(scene, ".controls", HTMLElement);
  const hints = byId("hints", HTMLElement);
  const question = byId("videoAsk", HTMLElement);
  const answer = byId("videoLine", HTMLElement);
  const selfView = byId("selfView", HTMLElement);
  const toasts = byId("toasts", HTMLElement);
  let visible = false;
  const measure = () => {
    if (scene.clientHeight === 0) {
      visible = false;
      return;
    }
    setInsets(scene, { chips, controls, hints, selfView });
    setPortraitRoom(scene, [controls, hints, question, answer]);
    setToastRoom(scene, toasts);
    // When the stage appears, the self view stands in its place at once.
    if (!visible) for (const animation of tryOrUndefined(() => selfView.getAnimations()) ?? []) animation.finish();
    visible = true;
  };
  onResize([scene, chips, controls, hints, question, answer, selfView, toasts], measure);
}

/** @param {HTMLElement} scene @param {Record<"chips" | "controls" | "hints" | "selfView", HTMLElement>} elements */
function setInsets(scene, { chips, controls, hints, selfView }) {
  const roomOf = (/** @type {HTMLElement} */ { offsetTop }) => scene.clientHeight - offsetTop;
  const { top, bottom } = stageInsets({
    width: scene.clientWidth,
    chips: chips.offsetHeight,
    bars: [
      { width: controls.offsetWidth, room: roomOf(controls) },
      // The list of hints is as wide as the stage, each hint as wide as its words.
      { width: widest(hints.children), room: roomOf(hints) },
    ],
    selfView: selfView.offsetWidth,
  });
  scene.style.setProperty("--edge-top", `${top}px`);
  scene.style.setProperty("--edge-bottom", `${bottom}px`);
}

/** The portrait stands above all that stands at the bottom. @param {HTMLElement} scene @param {HTMLElement[]} elements */
function setPortraitRoom(scene, elements) {
  const { clientHeight } = scene;
  const tops = elements
    .filter(({ offsetHeight, offsetTop }) => offsetHeight > 0 && offsetTop + offsetHeight > 0.6 * clientHeight)
    .map(({ offsetTop }) => offsetTop);
  scene.style.setProperty("--edge-portrait", `${clientHeight - Math.min(clientHeight, ...tops)}px`);
}

/** @param {HTMLElement} scene @param {HTMLElement} toasts */
function setToastRoom(scene, toasts) {
  // In a small window there are no toasts.
  const covered = toasts.childElementCount > 0 && scene.ownerDocument === document;
  const room = covered ? `${toasts.getBoundingClientRect().bottom + TOAST_GAP}px` : "0px";
  scene.style.setProperty("--below-toasts", room);
}

/** @param {Iterable<Element>} elements */
const widest = (elements) => Math.max(0, ...[...elements].map((one) => one.clientWidth));
