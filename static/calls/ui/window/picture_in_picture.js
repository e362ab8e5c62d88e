/**
 * Picture in picture: a small window with the call and its controls where the browser has Document
 * Picture-in-Picture, else the peer's video.
 */

import { tryOrUndefined, tryOrUndefinedAsync } from "../../lib/browser/try_or_undefined.js";
import { byId, setText, within } from "../../lib/dom.js";
import { showToast } from "../notices/toasts.js";
import { noSmallWindow, nothingToShrink, pipAnnouncement, pipLabel } from "../stage/texts.js";
import { documentPictureInPicture, PipWindow } from "./pip_window.js";

const SIZE = { width: 400, height: 300 };

export class PictureInPicture {
  #root = byId("call", HTMLElement);
  #menuItem = byId("togglePip", HTMLButtonElement);
  #videos = [byId("remoteScreen", HTMLVideoElement), byId("remoteVideo", HTMLVideoElement)];
  #api = documentPictureInPicture();
  /** @type {PipWindow | null} */
  #pipWindow = null;
  /** Rises with every window that is requested: the browser closes the one before. */
  #requests = 0;
  #visible = false;
  #announce;
  /** Called with the document of a small window that has just been opened. */
  onopen = (/** @type {Document} */ _page) => {};

  /** @param {(sentence: string) => void} announce */
  constructor(announce) {
    this.#announce = announce;
    this.#menuItem.hidden =
      !this.#api && !tryOrUndefined(() => document.pictureInPictureEnabled && this.#videos[0]?.requestPictureInPicture);
    this.#menuItem.addEventListener("click", () => this.#toggle());
    byId("bringBack", HTMLButtonElement).addEventListener("click", () => this.#close());
    for (const video of this.#videos) {
      video.addEventListener("enterpictureinpicture", () => this.#setMode("video"));
      video.addEventListener("leavepictureinpicture", () => this.#onLeave(video));
    }
    this.#setMode("none");
  }

  /** @param {boolean} visible whether the stage is shown */
  show(visible) {
    this.#visible = visible;
    if (!visible) this.#close();
    this.#pipWindow?.update();
  }

  #toggle() {
    if (this.#pipWindow || document.pictureInPictureElement) this.#close();
    else if (this.#api) this.#open(this.#api);
    else this.#openVideo();
  }

  /** @param {import("./pip_window.js").DocumentPictureInPicture} api */
  async #open(api) {
    this.#requests += 1;
    const request = this.#requests;
    const opened = await tryOrUndefinedAsync(() => api.requestWindow(SIZE));
    if (!opened) return request === this.#requests ? showToast(noSmallWindow()) : undefined;
    // The call may have ended while the window was opened, or the button was pressed again.
    if (!this.#visible || request !== this.#requests) return opened.close();
    this.#pipWindow = new PipWindow(opened, () => {
      this.#pipWindow = null;
      this.#setMode("none");
    });
    this.#setMode("window");
    this.onopen(this.#pipWindow.document);
  }

  /** The shared screen if there is one, else the camera. */
  async #openVideo() {
    const shown = this.#videos.find(({ srcObject, videoWidth }) => srcObject && videoWidth > 0);
    if (!shown) return showToast(nothingToShrink());
    if (!(await tryOrUndefinedAsync(() => shown.requestPictureInPicture()))) showToast(noSmallWindow());
  }

  #close() {
    this.#pipWindow?.close();
    if (document.pictureInPictureElement) tryOrUndefinedAsync(() => document.exitPictureInPicture());
  }

  /** Some browsers pause the video when its window closes. @param {HTMLVideoElement} video */
  #onLeave(video) {
    this.#setMode("none");
    if (video.srcObject) video.play().catch(() => {});
  }

  /** @param {"none" | "window" | "video"} mode */
  #setMode(mode) {
    const before = this.#root.dataset.pip;
    this.#root.dataset.pip = mode;
    setText(within(this.#menuItem, "span", HTMLElement), pipLabel(mode !== "none"));
    if (before !== undefined && before !== mode && this.#visible) this.#announce(pipAnnouncement(mode !== "none"));
  }
}
