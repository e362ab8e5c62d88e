/** Keeps the shown page of the people list up to date. */

import * as protocol from "../../signaling/protocol.js";
import { withStatus } from "./status.js";

/** People on a page of the list. */
const PAGE_SIZE = 24;
/** After a reconnection to a server of an earlier version, which does not say when: many pages may come back at once. */
const SPREAD_MS = 5_000;
/** The same after it has let this page wait for its turn: then thousands come back. */
const STORM_SPREAD_MS = 120_000;
/** After a call, when the server has recorded it. */
const RECENT_MS = 1_000;

/** @type {PeopleSection[]} in their order */
const SECTIONS = ["favourite", "recent", "online", "rest"];

/** @param {Person} person @returns {PeopleSection} */
const sectionOf = ({ section, status }) => section ?? (status === "offline" ? "rest" : "online");

/** @param {Person} person */
const rank = (person) => SECTIONS.indexOf(sectionOf(person));

/** @param {string} text */
const codePoints = (text) => [...text].map((character) => character.codePointAt(0) ?? 0);

/** By code points, as the server does: `<` compares UTF-16, which has another order. @param {string} a @param {string} b */
function compare(a, b) {
  const [left, right] = [codePoints(a), codePoints(b)];
  for (const [index, point] of left.entries()) {
    const difference = point - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export class People {
  #query = "";
  #page = 1;
  /** 0 until the first answer. */
  #pages = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** When it asks, by performance.now(); Infinity while nothing waits for that. */
  #due = Infinity;
  /** Whether the server has let this page wait for its turn to connect. */
  #queued = false;
  /** @type {Person[]} */
  #people = [];
  /** What the server sorts by, for each name. @type {Map<string, string>} */
  #keys = new Map();
  #send;
  #show;
  #hidden;

  /** @type {Record<string, (message: any) => void>} */
  #handlers = {
    hello: ({ list_in }) => this.#onHello(list_in),
    presence: ({ people }) => this.#onPresence(people),
    people: (answer) => this.#onPeople(answer),
    renamed: (renamed) => this.#onRenamed(renamed),
    deleted: ({ name }) => this.#onDeleted(name),
    contact: (changed) => this.#onContact(changed),
    favourite: (changed) => this.#onFavourite(changed),
    notify: ({ name, notify }) => this.#onNotify(name, notify),
    available: ({ name }) => this.#onNotify(name, false),
    picture: ({ name, picture }) => this.#update(name, { picture }),
    display: ({ name, display }) => this.#update(name, { display }),
    missed: () => this.#requestWithin(RECENT_MS),
    elsewhere: ({ active }) => active || this.#requestWithin(RECENT_MS),
    error: (error) => error.about === "people" && this.#showAll(error.message ?? ""),
  };

  /**
   * @param {object} parts
   * @param {(message: Message) => boolean} parts.send
   * @param {(list: ShownList) => void} parts.show
   * @param {() => boolean} [parts.hidden] whether the page is hidden. It asks when it is shown again
   */
  constructor({ send, show, hidden = () => false }) {
    this.#send = send;
    this.#show = show;
    this.#hidden = hidden;
  }

  request() {
    clearTimeout(this.#timer);
    this.#due = Infinity;
    this.#send(protocol.people(this.#query, this.#page));
  }

  /** @param {string} query */
  search(query) {
    this.#query = query.trim();
    this.goToPage(1);
  }

  /** @param {number} page from 1 */
  goToPage(page) {
    this.#page = Math.max(1, page);
    this.request();
  }

  /** @param {Message} message */
  onMessage(message) {
    this.#handlers[message.type]?.(message);
  }

  onQueued() {
    this.#queued = true;
  }

  /** A call of this page is over: its peer is among the recent people now. */
  ended() {
    this.#requestWithin(RECENT_MS);
  }

  /** @param {number} [seconds] until the turn that the server has given to this page */
  #onHello(seconds) {
    const longest = this.#queued ? STORM_SPREAD_MS : SPREAD_MS;
    this.#queued = false;
    if (this.#pages === 0) return this.request();
    if (this.#hidden()) return;
    const wait = seconds === undefined ? Math.random() * longest : seconds * 1000;
    // If the connection breaks again and again, each turn would come before the one that was given first.
    if (performance.now() + wait < this.#due) this.#requestIn(wait);
  }

  /** @param {number} longest milliseconds */
  #requestWithin(longest) {
    this.#requestIn(Math.random() * longest);
  }

  /** @param {number} wait milliseconds */
  #requestIn(wait) {
    clearTimeout(this.#timer);
    this.#due = performance.now() + wait;
    this.#timer = setTimeout(() => this.request(), wait);
  }

  /** `keys` is missing if the server is older. @param {{ query: string, page: number, pages: number, people: Person[], keys?: string[] }} answer */
  #onPeople({ query, page, pages, people, keys = [] }) {
    // The query or the page may have changed since this was asked.
    if (query !== this.#query || page !== this.#page) return;
    this.#pages = pages;
    if (page > pages) return this.goToPage(pages);
    this.#people = people.map((person) => withStatus(person, person));
    this.#keys = new Map(people.map(({ name }, index) => [name, keys[index] ?? name]));
    this.#showAll(undefined, true);
  }

  /**
   * Somebody with a `key` comes onto the page, and may push the last one off it. Nobody is asked for in place of those
   * who leave: thousands of pages may show them.
   * @param {(Person & { key?: string })[]} changed
   */
  #onPresence(changed) {
    const statuses = new Map(changed.map((told) => [told.name, told]));
    for (const { key, ...person } of changed) {
      if (key === undefined || this.#people.some(({ name }) => name === person.name)) continue;
      this.#keys.set(person.name, key);
      this.#people.push(person);
    }
    this.#people = this.#people
      .map((person) => {
        const told = statuses.get(person.name);
        return told ? withStatus(person, told) : person;
      })
      // Recent ones stay in the order of their calls: the sort is stable.
      .sort((a, b) => rank(a) - rank(b) || (a.section === "recent" ? 0 : compare(this.#key(a), this.#key(b))));
    if (this.#people.splice(PAGE_SIZE).length > 0) this.#pages = Math.max(this.#pages, this.#page + 1);
    this.#showAll();
  }

  /** Blocked people are not in the list, and those who are unblocked come back. @param {{ name: string, relation: Relation }} changed */
  #onContact({ name, relation }) {
    const listed = this.#people.some((person) => person.name === name);
    // Somebody may come into the list, or leave it: then the next person moves onto this page.
    if (!listed || relation === "blocked" || relation === "none") this.request();
    if (!listed) return;
    this.#people = this.#people
      .filter((person) => person.name !== name || relation !== "blocked")
      .map((person) => (person.name === name ? { ...person, relation } : person));
    this.#showAll();
  }

  /** Somebody goes to another section, also from another page of the list. @param {{ name: string, favourite: boolean }} changed */
  #onFavourite({ name, favourite }) {
    this.#people = this.#people.map((person) => (person.name === name ? { ...person, favourite } : person));
    this.#showAll();
    this.request();
  }

  /** @param {string} name @param {boolean} notify */
  #onNotify(name, notify) {
    if (!this.#people.some((person) => person.name === name)) return;
    this.#people = this.#people.map((person) => (person.name === name ? { ...person, notify } : person));
    this.#showAll();
  }

  /** @param {string} changed @param {Partial<Person>} changes */
  #update(changed, changes) {
    this.#people = this.#people.map((person) => (person.name === changed ? { ...person, ...changes } : person));
    this.#showAll();
  }

  /** The order stays until the next answer: a row that moves cannot be pressed. @param {{ former: string, name: string }} renamed */
  #onRenamed({ former, name }) {
    if (!this.#people.some((person) => person.name === former)) return;
    this.#keys.set(name, this.#keys.get(former) ?? name);
    this.#people = this.#people
      .filter((person) => person.name !== name)
      .map((person) => (person.name === former ? { ...person, name } : person));
    this.#showAll();
  }

  /** @param {string} deleted */
  #onDeleted(deleted) {
    if (!this.#people.some(({ name }) => name === deleted)) return;
    this.#people = this.#people.filter(({ name }) => name !== deleted);
    this.#showAll();
  }

  /** @param {Person} person */
  #key({ name }) {
    return this.#keys.get(name) ?? name;
  }

  /**
   * @param {string} [problem] why the server refused the search, in words: then nobody is found
   * @param {boolean} [fresh] whether the person has caused it
   */
  #showAll(problem, fresh = problem !== undefined) {
    if (problem !== undefined) this.#people = [];
    const people = this.#people.map((person) => ({ ...person, section: sectionOf(person) }));
    this.#show({ query: this.#query, page: this.#page, pages: this.#pages, people, problem, fresh });
  }
}
