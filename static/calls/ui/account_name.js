/** The name and the picture of the signed-in user in the header, which may change while the page is open. */

import { hue, initials, setText, showPicture } from "../lib/dom.js";
import { accountLabel } from "./texts.js";

export class AccountName {
  #shown = document.querySelector(".account-name bdi");
  #button = document.querySelector(".account-button");
  #avatar = document.querySelector(".account-button .avatar");

  /** @param {Message} message */
  onMessage({ type, former, name, picture }) {
    if (type === "picture" && this.#shown?.textContent === name && this.#avatar instanceof HTMLElement)
      showPicture(this.#avatar, picture ?? "");
    if (type !== "renamed" || this.#shown?.textContent !== former) return;
    if (this.#shown instanceof HTMLElement) setText(this.#shown, name);
    this.#button?.setAttribute("aria-label", accountLabel(name));
    if (this.#avatar instanceof HTMLElement) {
      Object.assign(this.#avatar.dataset, { hue: hue(name), initials: initials(name) });
    }
  }
}
