/** The list of people: search, sections of rows, and pages. */

import { byId, cloneTemplate, paintAvatar, setText, within } from "../../lib/dom.js";
import { callLabel, emptyList, pageNumber, personStatus, voiceCallLabel } from "../texts.js";
import { waitingNote } from "./availability_texts.js";
import { favouriteLabel, relationNote } from "./contact_texts.js";
import { quietStatus, shownStatus } from "./quiet_texts.js";
import { SteadyOrder } from "./steady_order.js";

const SEARCH_DELAY_MS = 200;
/** On touch devices a focused search field brings up the keyboard, which covers half of the page. */
const TOUCH = matchMedia("(pointer: coarse)");

export class PeopleView {
  #sections = /** @type {HTMLElement[]} */ ([...byId("people", HTMLElement).querySelectorAll("[data-section]")]);
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
  /** As they were shown last. @type {Map<string, Listed>} */
  #people = new Map();
  #order = new SteadyOrder((list) => this.#draw(list));
  #call;
  #setFavourite;
  #openCard;

  /**
   * @param {object} intents
   * @param {(name: string, video?: boolean) => void} intents.call
   * @param {(name: string, favourite: boolean) => void} intents.setFavourite
   * @param {(person: Listed) => void} intents.openCard
   * @param {(query: string) => void} intents.search
   * @param {(page: number) => void} intents.showPage
   */
  constructor({ call, setFavourite, openCard, search, showPage }) {
    this.#call = call;
    this.#setFavourite = setFavourite;
    this.#openCard = openCard;
    for (const type of ["pointermove", "pointerdown"])
      byId("people", HTMLElement).addEventListener(type, () => this.#order.hold());
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

  /** @param {ShownList} list */
  show(list) {
    this.#order.show(list);
  }

  /** @param {ShownList} shown */
  #draw({ query, page, pages, people, problem }) {
    const focused = document.activeElement;
    this.#rows = new Map(people.map((person) => [person.name, this.#row(person)]));
    this.#people = new Map(people.map((person) => [person.name, person]));
    for (const section of this.#sections) this.#showSection(section, people);
    // People who are offline need no heading where nobody else is shown.
    const filled = this.#sections.filter(({ hidden }) => !hidden);
    for (const section of filled)
      within(section, "h2", HTMLElement).hidden = filled.length === 1 && section.dataset.section === "rest";
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
    this.#card.setAttribute("aria-busy", "false");
    this.#showEmpty(emptyList(people, query, problem));
    this.#page = page;
    this.#pager.hidden = pages < 2;
    this.#previous.disabled = page <= 1;
    this.#next.disabled = page >= pages;
    setText(byId("pageOf", HTMLElement), pageNumber(page, pages));
  }

  /** @param {HTMLElement} section @param {Listed[]} people */
  #showSection(section, people) {
    const names = people.filter((person) => person.section === section.dataset.section).map(({ name }) => name);
    const rows = names.flatMap((name) => this.#rows.get(name) ?? []);
    const list = within(section, "ul", HTMLUListElement);
    // A row in its place is not touched: its button may be pressed just now.
    for (const [index, row] of rows.entries()) {
      if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
    }
    for (const row of [...list.children].slice(rows.length)) row.remove();
    section.hidden = rows.length === 0;
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

  /** @param {Listed} person */
  #row({ name, display, picture, status, quiet, relation = "none", favourite = false, notify = false }) {
    const row = this.#rows.get(name) ?? this.#newRow(name);
    row.dataset.status = shownStatus(status, quiet);
    paintAvatar(within(row, ".avatar", HTMLElement), name, { picture, letters: within(row, ".initials", HTMLElement) });
    setText(within(row, ".row-title", HTMLElement), display || name);
    const username = within(row, ".username", HTMLElement);
    setText(username, `@${name}`);
    username.hidden = !display;
    within(row, ".status-dot", HTMLElement).dataset.status = shownStatus(status, quiet);
    const statusLine = [
      quiet ? quietStatus(quiet) : personStatus(status),
      relationNote(relation),
      notify ? waitingNote() : "",
    ]
      .filter(Boolean)
      .join(" · ");
    setText(within(row, ".row-detail", HTMLElement), statusLine);
    within(row, ".favourite-button", HTMLButtonElement).setAttribute("aria-pressed", String(favourite));
    const button = within(row, ".call-button", HTMLButtonElement);
    button.classList.toggle("btn-primary", status === "online");
    button.classList.toggle("btn-quiet", status !== "online");
    return row;
  }

  /** @param {string} name */
  #newRow(name) {
    const row = cloneTemplate("personTemplate");
    const voice = within(row, ".voice-button", HTMLButtonElement);
    voice.setAttribute("aria-label", voiceCallLabel(name));
    voice.addEventListener("click", () => this.#call(name, false));
    const button = within(row, ".call-button", HTMLButtonElement);
    button.setAttribute("aria-label", callLabel(name));
    button.addEventListener("click", () => this.#call(name));
    const favourite = within(row, ".favourite-button", HTMLButtonElement);
    favourite.setAttribute("aria-label", favouriteLabel(name));
    favourite.addEventListener("click", () => this.#setFavourite(name, !this.#people.get(name)?.favourite));
    within(row, ".person-open", HTMLButtonElement).addEventListener("click", () => {
      const person = this.#people.get(name);
      if (person) this.#openCard(person);
    });
    return row;
  }
}
