/** Takes controls, chips and cursor from a picture that somebody merely looks at, and brings them back with the first stir. */

import { byId, within } from "../../lib/dom.js";

const IDLE_MS = 3_000;
/** Somebody is at it, or the picture is not on the stage at all. */
const BUSY =
  ':popover-open, dialog[open], #panel:not([hidden]), .scene :focus-visible, #selfView[data-dragged], #call[data-pip="window"]';
/** What goes, as scene.css has it: the rest can be seen, and is pressed on purpose. */
const FADES = ".controls, .stage-top, #hideSelf, #showSelf";
const STIRS = ["pointermove", "pointerdown", "keydown", "focusin", "wheel"];

export class Fade {
  #root = byId("call", HTMLElement);
  #stage = byId("stage", HTMLElement);
  #timer = 0;
  /** What was shown last: a change of it is worth a look. */
  #shown = "";
  /** Whether the finger that is down has only brought the controls back. */
  #woken = false;
  #at = { x: 0, y: 0 };

  constructor() {
    for (const type of STIRS)
      document.addEventListener(type, (event) => this.#stir(event), { capture: true, passive: true });
    const watch = new MutationObserver((records) => records.some(differs) && this.#wake());
    const signs = { subtree: true, attributeFilter: ["hidden", "data-level"], attributeOldValue: true };
    watch.observe(within(this.#stage, ".stage-top", HTMLElement), signs);
    this.#stage.addEventListener("click", (event) => this.#swallow(event), { capture: true });
  }

  /** @param {Snapshot} snapshot */
  show({ state, call, online }) {
    const shown = JSON.stringify([state, call?.id, call?.remote, online]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#wake();
  }

  /** @param {Event} event */
  #stir(event) {
    if (event instanceof PointerEvent && event.type === "pointermove") {
      // What moves under a pointer that rests makes such events, too.
      if (event.screenX === this.#at.x && event.screenY === this.#at.y) return;
      this.#at = { x: event.screenX, y: event.screenY };
    }
    if (event.type === "pointerdown") {
      const touch = event instanceof PointerEvent && event.pointerType === "touch";
      this.#woken = touch && this.#root.dataset.idle === "true";
    }
    this.#wake();
  }

  /** Nobody presses on purpose what cannot be seen. @param {MouseEvent} event */
  #swallow(event) {
    if (!this.#woken || event.detail === 0) return;
    this.#woken = false;
    if (!(event.target instanceof Element && event.target.closest(FADES))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #wake() {
    if (this.#root.dataset.idle !== "false") this.#root.dataset.idle = "false";
    clearTimeout(this.#timer);
    this.#timer = Number(setTimeout(() => this.#rest(), IDLE_MS));
  }

  /** Only a picture is worth it: of a voice alone there is nothing more to see. */
  #rest() {
    const { state, remote, remoteScreen } = this.#root.dataset;
    const picture = remote === "video" || remoteScreen === "beside";
    if (state === "active" && picture && !document.querySelector(BUSY)) this.#root.dataset.idle = "true";
    else if (state !== "idle") this.#wake();
  }
}

/** A sign that comes, goes or changes; not one that is merely set to what it was. @param {MutationRecord} record */
const differs = ({ target, attributeName, oldValue }) =>
  target instanceof Element && target.getAttribute(attributeName ?? "") !== oldValue;
