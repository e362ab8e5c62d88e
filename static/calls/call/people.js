/** The page of people that is shown, kept true: asked for, followed, sorted; it knows no socket's ways and no element. */

import * as protocol from "../signaling/protocol.js";

/** Who has just signed up, or comes into this page by a change, is told by no `presence`: so ask now and then. */
const REFRESH_MS = 15_000;
/** After a greeting that is not the first one: hundreds may come back at once, and the list that is shown is hardly old. */
const SPREAD_MS = 5_000;

/** @param {Person} person */
const rank = ({ status }) => (status === "offline" ? 1 : 0);

/** Those online first, then by name, as the server sorts them. @param {Person} a @param {Person} b */
export const byPresence = (a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1);

export class People {
  #query = "";
  #page = 1;
  /** 0: nothing is known yet. */
  #pages = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  /** @type {Person[]} */
  #people = [];
  #send;
  #show;

  /**
   * @param {object} parts
   * @param {(message: Message) => boolean} parts.send
   * @param {(list: { query: string, page: number, pages: number, people: Person[] }) => void} parts.show
   */
  constructor({ send, show }) {
    this.#send = send;
    this.#show = show;
  }

  /** Asks again every few seconds while somebody looks. @param {() => boolean} wanted */
  refreshWhile(wanted) {
    setInterval(() => wanted() && this.request(), REFRESH_MS);
  }

  /** The server has greeted this page, for the first time or anew. */
  greeted() {
    if (this.#pages === 0) return this.request();
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.request(), Math.random() * SPREAD_MS);
  }

  request() {
    clearTimeout(this.#soon);
    this.#send(protocol.people(this.#query, this.#page));
  }

  /** @param {string} query */
  search(query) {
    this.#query = query.trim();
    this.turn(1);
  }

  /** @param {number} page from 1 */
  turn(page) {
    this.#page = Math.max(1, page);
    this.request();
  }

  /** @param {Message} message */
  onMessage(message) {
    if (message.type === "presence") this.#change(message.people);
    // The answer to a question that has changed meanwhile is of no use.
    else if (message.type === "people" && message.query === this.#query && message.page === this.#page) {
      this.#pages = message.pages;
      if (this.#page > this.#pages) return this.turn(this.#pages);
      this.#people = message.people;
      this.#showAll();
    }
  }

  /** @param {Person[]} changed */
  #change(changed) {
    const statuses = new Map(changed.map(({ name, status }) => [name, status]));
    this.#people = this.#people
      .map(({ name, status }) => ({ name, status: statuses.get(name) ?? status }))
      .sort(byPresence);
    this.#showAll();
  }

  #showAll() {
    this.#show({ query: this.#query, page: this.#page, pages: this.#pages, people: this.#people });
  }
}
