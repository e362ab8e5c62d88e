/** Full screen during a call: by its menu item or a double click. Hidden where the browser has no full screen. */

import { tryOrUndefined, tryOrUndefinedAsync } from "../../lib/browser/try_or_undefined.js";
import { byId, setText, within } from "../../lib/dom.js";
import { showToast } from "../notices/toasts.js";
import { fullScreenAnnouncement, fullScreenLabel, noFullScreen } from "../stage/texts.js";

/** A double click on these does something else. */
const EXCEPT = "button, a, input, .self-view, .controls, .chip";

export class FullScreen {
  #menuItem = byId("toggleFullScreen", HTMLButtonElement);
  #announce;

  /** @param {(sentence: string) => void} announce */
  constructor(announce) {
    this.#announce = announce;
    this.#menuItem.hidden = !tryOrUndefined(
      () => document.fullscreenEnabled && document.documentElement.requestFullscreen,
    );
    this.#showLabel();
    if (this.#menuItem.hidden) return;
    this.#menuItem.addEventListener("click", () => this.#toggle());
    within(byId("stage", HTMLElement), ".scene", HTMLElement).addEventListener("dblclick", ({ target }) => {
      if (target instanceof Element && !target.closest(EXCEPT)) this.#toggle();
    });
    document.addEventListener("fullscreenchange", () => {
      this.#showLabel();
      this.#announce(fullScreenAnnouncement(Boolean(document.fullscreenElement)));
    });
  }

  /** @param {boolean} visible whether the stage is shown */
  show(visible) {
    if (!visible && document.fullscreenElement) this.#toggle();
  }

  /** The whole document, since dialogs and notices are outside of the stage. */
  #toggle() {
    if (document.fullscreenElement) tryOrUndefinedAsync(() => document.exitFullscreen());
    else this.#enter();
  }

  async #enter() {
    await tryOrUndefinedAsync(() => document.documentElement.requestFullscreen());
    if (!document.fullscreenElement) showToast(noFullScreen());
  }

  #showLabel() {
    setText(within(this.#menuItem, "span", HTMLElement), fullScreenLabel(Boolean(document.fullscreenElement)));
  }
}
