/** The card of people who would like to become a contact. */

import { byId, cloneTemplate, paintAvatar, setText, within } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { actionLabel, requestSentence } from "./contact_texts.js";

/** @typedef {(name: string, action: ContactAction) => void} Change */

export class RequestsView {
  #card = byId("requests", HTMLElement);
  #list = byId("requestList", HTMLUListElement);
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  #change;

  /** @param {{ changeContact: Change }} intents */
  constructor({ changeContact }) {
    this.#change = changeContact;
  }

  /** @param {{ name: string, display?: string, picture?: string }[]} people */
  show(people) {
    const added = people.find(({ name }) => !this.#rows.has(name));
    if (added) announce(requestSentence(added.name));
    const focused = this.#card.contains(document.activeElement);
    this.#rows = new Map(people.map((person) => [person.name, this.#row(person)]));
    this.#list.replaceChildren(...this.#rows.values());
    this.#card.hidden = people.length === 0;
    // The row with the focus has gone.
    if (focused && !this.#card.contains(document.activeElement))
      (this.#list.querySelector("button") ?? byId("pageTitle", HTMLElement)).focus({ preventScroll: true });
  }

  /** @param {{ name: string, display?: string, picture?: string }} person */
  #row({ name, display, picture }) {
    const row = this.#rows.get(name) ?? this.#newRow(name);
    paintAvatar(within(row, ".avatar", HTMLElement), name, { picture });
    setText(within(row, ".row-title", HTMLElement), display || name);
    const username = within(row, ".username", HTMLElement);
    setText(username, `@${name}`);
    username.hidden = !display;
    return row;
  }

  /** @param {string} name */
  #newRow(name) {
    const row = cloneTemplate("requestTemplate");
    wireActions(row, name, this.#change);
    return row;
  }
}

/** The buttons of a row that change what somebody is to this user. @param {HTMLElement} row @param {string} name @param {Change} change */
export function wireActions(row, name, change) {
  for (const button of row.querySelectorAll("[data-action]")) {
    if (!(button instanceof HTMLElement)) continue;
    const action = /** @type {ContactAction} */ (button.dataset.action);
    button.setAttribute("aria-label", actionLabel(action, name));
    button.addEventListener("click", () => change(name, action));
  }
}
