/** The own picture: dragged or moved by keys to a corner, hidden and shown again; it knows no call. */

import { byId, setText, within } from "../../lib/dom.js";
import { readPreference, writePreference } from "../../lib/preferences.js";
import { CORNERS, following, moved, nearest } from "./corners.js";
import { cornerName, selfLabel, selfShown } from "./texts.js";

/** @typedef {import("./corners.js").Corner} Corner */

export class SelfView {
  #root = byId("call", HTMLElement);
  #view = byId("selfView", HTMLElement);
  #scene = within(byId("stage", HTMLElement), ".scene", HTMLElement);
  #show = byId("showSelf", HTMLButtonElement);
  #item = byId("toggleSelf", HTMLButtonElement);
  #announce;
  /** @type {{ x: number, y: number } | null} where the pointer took it */
  #held = null;

  /** @param {(sentence: string) => void} announce */
  constructor(announce) {
    this.#announce = announce;
    this.#root.dataset.selfCorner = readPreference("selfCorner", CORNERS);
    this.#draw(readPreference("selfView", ["shown", "hidden"]) === "shown");
    this.#item.addEventListener("click", () => this.#turn(!this.#shown));
    byId("hideSelf", HTMLButtonElement).addEventListener("click", () => {
      this.#turn(false);
      this.#show.focus({ preventScroll: true });
    });
    this.#show.addEventListener("click", () => {
      this.#turn(true);
      this.#view.focus({ preventScroll: true });
    });
    byId("moveSelf", HTMLButtonElement).addEventListener("click", () => this.#moveTo(following(this.#corner)));
    this.#view.addEventListener("keydown", (event) => this.#key(event));
    this.#view.addEventListener("pointerdown", (event) => this.#take(event));
    this.#view.addEventListener("pointermove", (event) => this.#drag(event));
    this.#view.addEventListener("pointerup", () => this.#drop());
    this.#view.addEventListener("pointercancel", () => this.#release());
  }

  get #corner() {
    return /** @type {Corner} */ (this.#root.dataset.selfCorner);
  }

  get #shown() {
    return this.#root.dataset.selfView === "shown";
  }

  /** @param {boolean} shown */
  #turn(shown) {
    this.#draw(shown);
    writePreference("selfView", shown ? "shown" : "hidden");
    this.#announce(selfShown(shown));
  }

  /** @param {boolean} shown */
  #draw(shown) {
    this.#root.dataset.selfView = shown ? "shown" : "hidden";
    setText(within(this.#item, "span", HTMLElement), selfLabel(shown));
    byId("moveSelf", HTMLButtonElement).hidden = !shown;
  }

  /** @param {Corner} corner */
  #moveTo(corner) {
    if (corner === this.#corner) return;
    this.#root.dataset.selfCorner = corner;
    writePreference("selfCorner", corner);
    this.#announce(cornerName(corner));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const corner = event.target === this.#view ? moved(this.#corner, event.key) : null;
    if (!corner || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#moveTo(corner);
  }

  /** @param {PointerEvent} event */
  #take(event) {
    if (!event.isPrimary || event.button !== 0) return;
    if (event.target instanceof Element && event.target.closest("button")) return;
    this.#view.setPointerCapture(event.pointerId);
    this.#held = { x: event.clientX, y: event.clientY };
    this.#view.dataset.dragged = "true";
  }

  /** It follows the pointer, and stays on the scene. @param {PointerEvent} event */
  #drag({ clientX, clientY }) {
    if (!this.#held) return;
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = this.#view;
    const x = Math.min(Math.max(clientX - this.#held.x, -left), this.#scene.clientWidth - width - left);
    const y = Math.min(Math.max(clientY - this.#held.y, -top), this.#scene.clientHeight - height - top);
    this.#view.style.translate = `${x}px ${y}px`;
  }

  #drop() {
    if (!this.#held) return;
    const scene = this.#scene.getBoundingClientRect();
    const view = this.#view.getBoundingClientRect();
    const middle = { x: view.x + view.width / 2 - scene.x, y: view.y + view.height / 2 - scene.y };
    this.#release();
    this.#moveTo(nearest(middle, scene));
  }

  /** The way back, or on to its corner, is the style sheet's. */
  #release() {
    this.#held = null;
    delete this.#view.dataset.dragged;
    this.#view.style.removeProperty("translate");
  }
}
