/** The question for video in a voice call as elements: what is asked, what was answered; it decides nothing. */

import { byId, setText } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { brief } from "../../ui/stage/texts.js";
import { wishLine, wouldLike } from "./texts.js";

/** Milliseconds for which an answer stands there to be read. */
const READ_MS = 8_000;
/** @type {["both" | "watch" | "no", string][]} */
const CHOICES = [
  ["both", "videoBoth"],
  ["watch", "videoWatch"],
  ["no", "videoNo"],
];

export class WishView {
  #root = byId("call", HTMLElement);
  #ask = byId("videoAsk", HTMLElement);
  #line = byId("videoLine", HTMLElement);
  #timer = 0;

  /** @param {(choice: "both" | "watch" | "no") => void} answer */
  constructor(answer) {
    for (const [choice, id] of CHOICES) byId(id, HTMLButtonElement).addEventListener("click", () => answer(choice));
  }

  /** @param {WishState} state @param {string} name the peer's */
  show(state, name) {
    const had = this.#ask.contains(document.activeElement);
    // Said anew over a new connection, it is the same question still.
    if (state === "asked" && this.#ask.hidden) announce(wouldLike(name));
    this.#root.dataset.wish = state;
    this.#ask.hidden = state !== "asked";
    if (had && this.#ask.hidden) byId("stage", HTMLElement).focus({ preventScroll: true });
    setText(byId("videoAskTitle", HTMLElement), state === "asked" ? wouldLike(brief(name)) : "");
    clearTimeout(this.#timer);
    setText(this.#line, wishLine(state, brief(name)));
    if (state === "refused") this.#timer = Number(setTimeout(() => this.show("none", name), READ_MS));
  }
}
