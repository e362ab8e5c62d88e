/** The list of people: search, rows and pages. */

import { byId, cloneTemplate, paintAvatar, setText, within } from "../../lib/dom.js";
import { callLabel, emptyList, pageNumber, personStatus, voiceCallLabel } from "../texts.js";
import { menuLabel, relationNote } from "./contact_texts.js";
import { wireActions } from "./requests_view.js";

const SEARCH_DELAY_MS = 200;
/** On touch devices a focused search field brings up the keyboard, which covers half of the page. */
const TOUCH = matchMedia("(pointer: coarse)");

export class PeopleView {
  #list = byId("people", HTMLUListElement);
  #card = byId("peopleCard", HTMLDivElement);
  #empty = byId("emptyList", HTMLDivElement);
  #pager = byId("pager", HTMLElement);
  #previous = byId("previousPage", HTMLButtonElement);
  #next = byId("nextPage", HTMLButtonElement);
  #search = byId("search", HTMLInputElement);
  #page = 1;
  #searchTimer = 0;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  #call;
  #changeContact;

  /**
   * @param {object} intents
   * @param {(name: string, video?: boolean) => void} intents.call
   * @param {(name: string, action: ContactAction) => void} intents.changeContact
   * @param {(query: string) => void} intents.search
   * @param {(page: number) => void} intents.showPage
   */
  constructor({ call, changeContact, search, showPage }) {
    this.#call = call;
    this.#changeContact = changeContact;
    this.#search.addEventListener("input", () => {
      clearTimeout(this.#searchTimer);
      this.#searchTimer = Number(setTimeout(() => search(this.#search.value), SEARCH_DELAY_MS));
    });
    const turn = (/** @type {number} */ step) => {
      showPage(this.#page + step);
      window.scrollTo({ top: 0 });
    };
    this.#previous.addEventListener("click", () => turn(-1));
    this.#next.addEventListener("click", () => turn(1));
  }

  /** @param {{ query: string, page: number, pages: number, people: Person[], problem?: string }} shown */
  show({ query, page, pages, people, problem }) {
    const focused = document.activeElement;
    const rows = people.map((person) => this.#row(person));
    this.#rows = new Map(people.map(({ name }, index) => [name, /** @type {HTMLElement} */ (rows[index])]));
    // A row in its place is not touched: its button may be pressed just now.
    for (const [index, row] of rows.entries()) {
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    }
    for (const row of [...this.#list.children].slice(rows.length)) row.remove();
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
    this.#card.setAttribute("aria-busy", "false");
    this.#showEmpty(emptyList(people, query, problem));
    this.#page = page;
    this.#pager.hidden = pages < 2;
    this.#previous.disabled = page <= 1;
    this.#next.disabled = page >= pages;
    setText(byId("pageOf", HTMLElement), pageNumber(page, pages));
  }

  /**
   * After a call: focuses the person's button, or else the search, or the heading on touch devices.
   * @param {string} name
   */
  focusOn(name) {
    const button = this.#rows.get(name)?.querySelector(".call-button");
    const fallback = TOUCH.matches ? byId("pageTitle", HTMLElement) : this.#search;
    (button instanceof HTMLElement ? button : fallback).focus({ preventScroll: true });
  }

  /** @param {{ title: string, hint: string } | null} texts */
  #showEmpty(texts) {
    this.#empty.hidden = !texts;
    if (!texts) return;
    setText(within(this.#empty, "h2", HTMLElement), texts.title);
    setText(within(this.#empty, "p", HTMLElement), texts.hint);
  }

  /** @param {Person} person */
  #row({ name, display, status, relation = "none" }) {
    const row = this.#rows.get(name) ?? this.#newRow(name);
    row.dataset.status = status;
    row.dataset.relation = relation;
    setText(within(row, ".row-title", HTMLElement), display || name);
    const username = within(row, ".username", HTMLElement);
    setText(username, `@${name}`);
    username.hidden = !display;
    within(row, ".status-dot", HTMLElement).dataset.status = status;
    const note = relationNote(relation);
    setText(within(row, ".row-detail", HTMLElement), note ? `${personStatus(status)} · ${note}` : personStatus(status));
    const button = within(row, ".call-button", HTMLButtonElement);
    button.classList.toggle("btn-primary", status === "online");
    button.classList.toggle("btn-quiet", status !== "online");
    return row;
  }

  /** @param {string} name */
  #newRow(name) {
    const row = cloneTemplate("personTemplate");
    paintAvatar(within(row, ".avatar", HTMLElement), name, within(row, ".initials", HTMLElement));
    const voice = within(row, ".voice-button", HTMLButtonElement);
    voice.setAttribute("aria-label", voiceCallLabel(name));
    voice.addEventListener("click", () => this.#call(name, false));
    const button = within(row, ".call-button", HTMLButtonElement);
    button.setAttribute("aria-label", callLabel(name));
    button.addEventListener("click", () => this.#call(name));
    within(row, ".person-menu", HTMLButtonElement).setAttribute("aria-label", menuLabel(name));
    wireActions(row, name, this.#changeContact);
    return row;
  }
}
