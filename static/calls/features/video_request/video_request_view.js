/** Shows the peer's request for video with its answers, and what became of this user's request. */

import { byId, setText } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { shortName } from "../../ui/stage/texts.js";
import { requestQuestion, requestStatus } from "./texts.js";

/** @typedef {import("./video_request.js").VideoAnswer} VideoAnswer */

/** A refusal is shown so long, in milliseconds. */
const REFUSAL_MS = 8_000;
/** @type {[VideoAnswer, string][]} */
const BUTTONS = [
  ["both", "videoBoth"],
  ["watch", "videoWatch"],
  ["no", "videoNo"],
];

export class VideoRequestView {
  #root = byId("call", HTMLElement);
  #question = byId("videoAsk", HTMLElement);
  #status = byId("videoLine", HTMLElement);
  #timer = 0;

  /** @param {(answer: VideoAnswer) => void} answer */
  constructor(answer) {
    for (const [choice, id] of BUTTONS) byId(id, HTMLButtonElement).addEventListener("click", () => answer(choice));
  }

  /** @param {VideoRequestState} state @param {string} peerName */
  show(state, peerName) {
    const hadFocus = this.#question.contains(document.activeElement);
    // Repeated over a new connection, it is still the same question.
    if (state === "asked" && this.#question.hidden) announce(requestQuestion(peerName));
    this.#root.dataset.videoRequest = state;
    this.#question.hidden = state !== "asked";
    if (hadFocus && this.#question.hidden) byId("stage", HTMLElement).focus({ preventScroll: true });
    setText(
      byId("videoAskTitle", HTMLElement),
      state === "asked" ? requestQuestion(shortName(peerName)) : "",
      shortName(peerName),
    );
    clearTimeout(this.#timer);
    setText(this.#status, requestStatus(state, shortName(peerName)), shortName(peerName));
    if (state === "refused") this.#timer = Number(setTimeout(() => this.show("none", peerName), REFUSAL_MS));
  }
}
