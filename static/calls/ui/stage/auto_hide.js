/** Hides controls, chips and cursor while a person only watches, and shows them again at the first input. */

import { byId, within } from "../../lib/dom.js";

const IDLE_MS = 3_000;
/** While one of these is there, something is being used, a picture is missing, or the video is in another window. */
const BUSY = [
  ":popover-open",
  "dialog[open]",
  "#panel:not([hidden])",
  ".scene :focus-visible",
  "#selfView[data-dragged]",
  '#call[data-picture="stopped"]',
  "#videoHeld:not([hidden])",
  '#call[data-pip="window"]',
].join(", ");
/** What is hidden, as in the style sheet. The rest stays visible, and a press on it is meant. */
const HIDDEN = ".controls, .stage-top, #hideSelf, #showSelf";
const INPUT_EVENTS = ["pointermove", "pointerdown", "keydown", "focusin", "wheel"];

export class AutoHide {
  #root = byId("call", HTMLElement);
  #stage = byId("stage", HTMLElement);
  #timer = 0;
  /** What was shown last: a change of it brings the controls back. */
  #shown = "";
  /** Whether the present touch has brought the controls back. */
  #wokenByTouch = false;
  #pointer = { x: 0, y: 0 };

  constructor() {
    for (const type of INPUT_EVENTS)
      document.addEventListener(type, (event) => this.#onInput(event), { capture: true, passive: true });
    const observer = new MutationObserver((records) => records.some(isChange) && this.#wake());
    const options = { subtree: true, attributeFilter: ["hidden", "data-level"], attributeOldValue: true };
    observer.observe(within(this.#stage, ".stage-top", HTMLElement), options);
    this.#stage.addEventListener("click", (event) => this.#onClick(event), { capture: true });
  }

  /** @param {Snapshot} snapshot */
  show({ state, call, online }) {
    const shown = JSON.stringify([state, call?.id, call?.remote, online]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#wake();
  }

  /** @param {Event} event */
  #onInput(event) {
    if (event instanceof PointerEvent && event.type === "pointermove") {
      // An element that moves under a resting pointer causes this event, too.
      if (event.screenX === this.#pointer.x && event.screenY === this.#pointer.y) return;
      this.#pointer = { x: event.screenX, y: event.screenY };
    }
    if (event.type === "pointerdown") {
      const touch = event instanceof PointerEvent && event.pointerType === "touch";
      this.#wokenByTouch = touch && this.#root.dataset.idle === "true";
    }
    this.#wake();
  }

  /** A touch that brings back a hidden button must not press it. @param {MouseEvent} event */
  #onClick(event) {
    if (!this.#wokenByTouch || event.detail === 0) return;
    this.#wokenByTouch = false;
    if (!(event.target instanceof Element && event.target.closest(HIDDEN))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #wake() {
    if (this.#root.dataset.idle !== "false") this.#root.dataset.idle = "false";
    clearTimeout(this.#timer);
    this.#timer = Number(setTimeout(() => this.#onIdle(), IDLE_MS));
  }

  /** Without video there is nothing more to see when the controls are hidden. */
  #onIdle() {
    const { state, remote, remoteScreen } = this.#root.dataset;
    const hasVideo = remote === "video" || remoteScreen === "beside";
    if (state === "active" && hasVideo && !document.querySelector(BUSY)) this.#root.dataset.idle = "true";
    else if (state !== "idle") this.#wake();
  }
}

/** False where an attribute is set to the value that it had. @param {MutationRecord} record */
const isChange = ({ target, attributeName, oldValue }) =>
  target instanceof Element && target.getAttribute(attributeName ?? "") !== oldValue;
