/** The name of the signed-in user in the header, which changes if the user is renamed while the page is open. */

import { hue, initials, setText } from "../lib/dom.js";
import { accountLabel } from "./texts.js";

export class AccountName {
  #shown = document.querySelector(".account-name bdi");
  #button = document.querySelector(".account-button");
  #avatar = document.querySelector(".account-button .avatar");

  /** @param {Message} message */
  onMessage({ type, former, name }) {
    if (type !== "renamed" || this.#shown?.textContent !== former) return;
    if (this.#shown instanceof HTMLElement) setText(this.#shown, name);
    this.#button?.setAttribute("aria-label", accountLabel(name));
    if (this.#avatar instanceof HTMLElement) {
      Object.assign(this.#avatar.dataset, { hue: hue(name), initials: initials(name) });
    }
  }
}
