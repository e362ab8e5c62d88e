/** The self view: moved to a corner by dragging, keys or a menu item, hidden and shown again. */

import { tryOrUndefined } from "../../../lib/browser/try_or_undefined.js";
import { byId, setText, within } from "../../../lib/dom.js";
import { readPreference, writePreference } from "../../../lib/preferences.js";
import { cornerAnnouncement, selfViewAnnouncement, selfViewLabel } from "../texts.js";
import { CORNERS, cornerAfterKey, nearestCorner, nextCorner } from "./corners.js";

/** @typedef {import("./corners.js").Corner} Corner */

export class SelfView {
  #root = byId("call", HTMLElement);
  #view = byId("selfView", HTMLElement);
  #scene = within(byId("stage", HTMLElement), ".scene", HTMLElement);
  #showButton = byId("showSelf", HTMLButtonElement);
  #menuItem = byId("toggleSelf", HTMLButtonElement);
  #announce;
  /** @type {{ x: number, y: number } | null} where the drag began */
  #dragStart = null;

  /** @param {(sentence: string) => void} announce */
  constructor(announce) {
    this.#announce = announce;
    this.#root.dataset.selfCorner = readPreference("selfCorner", CORNERS);
    this.#render(readPreference("selfView", ["shown", "hidden"]) === "shown");
    this.#menuItem.addEventListener("click", () => this.#setShown(!this.#isShown));
    byId("hideSelf", HTMLButtonElement).addEventListener("click", () => {
      this.#setShown(false);
      this.#showButton.focus({ preventScroll: true });
    });
    this.#showButton.addEventListener("click", () => {
      this.#setShown(true);
      this.#view.focus({ preventScroll: true });
    });
    byId("moveSelf", HTMLButtonElement).addEventListener("click", () => this.#moveTo(nextCorner(this.#corner)));
    this.#view.addEventListener("keydown", (event) => this.#onKey(event));
    this.#view.addEventListener("pointerdown", (event) => this.#startDrag(event));
    this.#view.addEventListener("pointermove", (event) => this.#drag(event));
    this.#view.addEventListener("pointerup", () => this.#endDrag());
    this.#view.addEventListener("pointercancel", () => this.#stopDrag());
  }

  get #corner() {
    return /** @type {Corner} */ (this.#root.dataset.selfCorner);
  }

  get #isShown() {
    return this.#root.dataset.selfView === "shown";
  }

  /** @param {boolean} shown */
  #setShown(shown) {
    this.#render(shown);
    writePreference("selfView", shown ? "shown" : "hidden");
    this.#announce(selfViewAnnouncement(shown));
  }

  /** @param {boolean} shown */
  #render(shown) {
    this.#root.dataset.selfView = shown ? "shown" : "hidden";
    setText(within(this.#menuItem, "span", HTMLElement), selfViewLabel(shown));
    byId("moveSelf", HTMLButtonElement).hidden = !shown;
  }

  /** @param {Corner} corner */
  #moveTo(corner) {
    if (corner === this.#corner) return;
    this.#root.dataset.selfCorner = corner;
    writePreference("selfCorner", corner);
    this.#announce(cornerAnnouncement(corner));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const corner = event.target === this.#view ? cornerAfterKey(this.#corner, event.key) : null;
    if (!corner || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#moveTo(corner);
  }

  /** @param {PointerEvent} event */
  #startDrag(event) {
    if (!event.isPrimary || event.button !== 0) return;
    if (event.target instanceof Element && event.target.closest("button")) return;
    tryOrUndefined(() => this.#view.setPointerCapture(event.pointerId));
    this.#dragStart = { x: event.clientX, y: event.clientY };
    this.#view.dataset.dragged = "true";
  }

  /** The self view follows the pointer and stays on the stage. @param {PointerEvent} event */
  #drag({ clientX, clientY }) {
    if (!this.#dragStart) return;
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = this.#view;
    const x = Math.min(Math.max(clientX - this.#dragStart.x, -left), this.#scene.clientWidth - width - left);
    const y = Math.min(Math.max(clientY - this.#dragStart.y, -top), this.#scene.clientHeight - height - top);
    this.#view.style.translate = `${x}px ${y}px`;
  }

  #endDrag() {
    if (!this.#dragStart) return;
    const scene = this.#scene.getBoundingClientRect();
    const view = this.#view.getBoundingClientRect();
    const middle = { x: view.x + view.width / 2 - scene.x, y: view.y + view.height / 2 - scene.y };
    this.#stopDrag();
    this.#moveTo(nearestCorner(middle, scene));
  }

  /** The style sheet animates the way to its corner. */
  #stopDrag() {
    this.#dragStart = null;
    delete this.#view.dataset.dragged;
    this.#view.style.removeProperty("translate");
  }
}
