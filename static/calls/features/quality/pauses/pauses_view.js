/** The notes on the stage that say why a picture is paused, and the veil over the peer's last picture. */

import { byId, setText, within } from "../../../lib/dom.js";
import { shortName } from "../../../ui/stage/texts.js";
import { heldByMe, heldByPeer, pausedByMe, pausedByPeer, stopped } from "../texts.js";
import { PictureWatch } from "./picture_watch.js";

export class PausesView {
  #root = byId("call", HTMLElement);
  #notes = {
    paused: byId("videoPaused", HTMLElement),
    pausedByPeer: byId("videoPausedByPeer", HTMLElement),
    held: byId("videoHeld", HTMLElement),
    peerStopped: byId("peerVideoStopped", HTMLElement),
  };
  #watch = new PictureWatch(byId("remoteVideo", HTMLVideoElement), () => this.#render());
  /** @type {QualityState | null} */
  #state = null;

  /** @param {QualityState | null} state null: the call is over */
  show(state) {
    this.#state = state;
    this.#watch.watch(Boolean(state?.expectsPicture));
    this.#render();
  }

  #render() {
    const state = this.#state;
    const name = shortName(state?.name ?? "");
    this.#note(this.#notes.paused, state?.paused ? pausedByMe(name) : "", name);
    this.#note(this.#notes.pausedByPeer, state?.pausedByPeer ? pausedByPeer(name) : "", name);
    this.#note(this.#notes.held, state?.held ? heldByMe(state.judgement.cause, name) : "", name);
    this.#note(this.#notes.peerStopped, this.#peerStopped(name), name);
    this.#root.dataset.picture = this.#notes.peerStopped.hidden ? "" : "stopped";
  }

  /** @param {string} name */
  #peerStopped(name) {
    const { flow, begun } = this.#watch;
    // The message that it goes on may come later than the picture.
    const state = this.#state;
    if (state?.heldByPeer && (flow !== "moving" || !begun || !state.expectsPicture))
      return heldByPeer(state.judgement.cause, name);
    return flow === "frozen" ? stopped(name) : "";
  }

  /** @param {HTMLElement} element @param {string} text @param {string} name */
  #note(element, text, name) {
    element.hidden = !text;
    setText(within(element, "span", HTMLElement), text, name);
  }
}
