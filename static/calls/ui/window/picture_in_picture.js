/** Picture in picture: the call in a small window with its controls where the browser has such windows, else the peer's picture alone. */

import { byId, setText, within } from "../../lib/dom.js";
import { pipLabel, pipSaid } from "../stage/texts.js";
import { factory, SmallWindow } from "./small_window.js";

const SIZE = { width: 400, height: 300 };

export class Pip {
  #root = byId("call", HTMLElement);
  #item = byId("togglePip", HTMLButtonElement);
  #videos = [byId("remoteScreen", HTMLVideoElement), byId("remoteVideo", HTMLVideoElement)];
  #windows = factory();
  /** @type {SmallWindow | null} */
  #small = null;
  #opening = false;
  #onStage = false;
  #announce;
  /** Called with the document of a small window that has just been opened. */
  onopen = (/** @type {Document} */ _page) => {};

  /** @param {(sentence: string) => void} announce */
  constructor(announce) {
    this.#announce = announce;
    this.#item.hidden = !this.#windows && !document.pictureInPictureEnabled;
    this.#item.addEventListener("click", () => this.#toggle());
    byId("bringBack", HTMLButtonElement).addEventListener("click", () => this.#close());
    for (const video of this.#videos) {
      video.addEventListener("enterpictureinpicture", () => this.#draw("video"));
      video.addEventListener("leavepictureinpicture", () => this.#back(video));
    }
    this.#draw("none");
  }

  /** @param {boolean} onStage whether a call is on */
  show(onStage) {
    this.#onStage = onStage;
    if (!onStage) this.#close();
    this.#small?.update();
  }

  #toggle() {
    if (this.#small || document.pictureInPictureElement) this.#close();
    else if (this.#windows) this.#open(this.#windows);
    else this.#float();
  }

  /** @param {import("./small_window.js").Factory} windows */
  async #open(windows) {
    if (this.#opening) return;
    this.#opening = true;
    const opened = await windows.requestWindow(SIZE).catch(() => null);
    this.#opening = false;
    if (!opened) return;
    // The call may have ended meanwhile.
    if (!this.#onStage) return opened.close();
    this.#small = new SmallWindow(opened, () => {
      this.#small = null;
      this.#draw("none");
    });
    this.#draw("window");
    this.onopen(this.#small.document);
  }

  /** The shared screen if there is one, else the face; without any picture there is nothing to show. */
  #float() {
    const shown = this.#videos.find(({ srcObject, videoWidth }) => srcObject && videoWidth > 0);
    shown?.requestPictureInPicture().catch(() => {});
  }

  #close() {
    this.#small?.close();
    if (document.pictureInPictureElement) document.exitPictureInPicture().catch(() => {});
  }

  /** Some browsers stop the video with its window. @param {HTMLVideoElement} video */
  #back(video) {
    this.#draw("none");
    if (video.srcObject) video.play().catch(() => {});
  }

  /** @param {"none" | "window" | "video"} pip */
  #draw(pip) {
    const before = this.#root.dataset.pip;
    this.#root.dataset.pip = pip;
    setText(within(this.#item, "span", HTMLElement), pipLabel(pip !== "none"));
    if (before !== undefined && before !== pip && this.#onStage) this.#announce(pipSaid(pip !== "none"));
  }
}
