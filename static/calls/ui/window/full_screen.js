/** The page on the whole screen while a call is on: by its button or a double click; what the browser cannot do is not offered. */

import { byId, setText, within } from "../../lib/dom.js";
import { fullScreenLabel, fullScreenSaid } from "../stage/texts.js";

/** What a double click is not meant for. */
const OTHERS = "button, a, input, .self-view, .controls, .chip";

export class FullScreen {
  #item = byId("toggleFullScreen", HTMLButtonElement);
  #announce;

  /** @param {(sentence: string) => void} announce */
  constructor(announce) {
    this.#announce = announce;
    this.#item.hidden = !document.fullscreenEnabled;
    this.#draw();
    if (this.#item.hidden) return;
    this.#item.addEventListener("click", () => this.#toggle());
    within(byId("stage", HTMLElement), ".scene", HTMLElement).addEventListener("dblclick", ({ target }) => {
      if (target instanceof Element && !target.closest(OTHERS)) this.#toggle();
    });
    document.addEventListener("fullscreenchange", () => {
      this.#draw();
      this.#announce(fullScreenSaid(Boolean(document.fullscreenElement)));
    });
  }

  /** @param {boolean} onStage whether a call is on */
  show(onStage) {
    if (!onStage && document.fullscreenElement) this.#toggle();
  }

  /** The whole document, whose stage covers all: dialogs and notices, which stand beside the stage, are seen as well. */
  #toggle() {
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    // The browser may refuse: then everything stays as it is, the label too.
    done.catch(() => {});
  }

  #draw() {
    setText(within(this.#item, "span", HTMLElement), fullScreenLabel(Boolean(document.fullscreenElement)));
  }
}
