/** Contacts and favourites: what this user does about people, and who would like to become a contact. */

import * as protocol from "../../signaling/protocol.js";

/** @typedef {{ name: string, display?: string }} Named */

export class Contacts {
  /** @type {Named[]} */
  #requests = [];
  /** Requests beyond those that the server lists. */
  #unlisted = 0;
  #waiting = 0;
  /** What was asked of the server, by the other person's name. @type {Map<string, ContactAction>} */
  #asked = new Map();
  #send;
  #showRequests;
  #showDone;
  #showProblem;

  /** @type {Record<string, (message: any) => void>} */
  #handlers = {
    hello: ({ requests = 0 }) => this.#onHello(requests),
    requests: ({ people }) => this.#onRequests(people),
    contact: (message) => this.#onContact(message),
    renamed: ({ former, name }) =>
      this.#show(this.#requests.map((person) => (person.name === former ? { ...person, name } : person))),
    deleted: ({ name }) => this.#onDeleted(name),
    error: ({ about, message }) => (about === "contact" || about === "favourite") && this.#showProblem(message),
  };

  /**
   * @param {object} parts
   * @param {(message: Message) => boolean} parts.send
   * @param {(people: Named[], count: number) => void} parts.showRequests `count`: also of those who are not among these people
   * @param {(name: string, action: ContactAction) => void} parts.showDone
   * @param {(sentence: string | null) => void} parts.showProblem null: the server cannot be reached
   */
  constructor({ send, showRequests, showDone, showProblem }) {
    this.#send = send;
    this.#showRequests = showRequests;
    this.#showDone = showDone;
    this.#showProblem = showProblem;
  }

  /** @param {string} name @param {ContactAction} action */
  change(name, action) {
    this.#asked.set(name, action);
    if (!this.#send(protocol.contact(name, action))) this.#showProblem(null);
  }

  /** @param {string} name @param {boolean} favourite */
  setFavourite(name, favourite) {
    if (!this.#send(protocol.favourite(name, favourite))) this.#showProblem(null);
  }

  /** @param {Message} message */
  onMessage(message) {
    this.#handlers[message.type]?.(message);
  }

  /** @param {number} waiting */
  #onHello(waiting) {
    this.#waiting = waiting;
    if (waiting > 0) this.#send(protocol.requests());
    else this.#onRequests([]);
  }

  /** @param {Named[]} people */
  #onRequests(people) {
    this.#unlisted = Math.max(0, this.#waiting - people.length);
    this.#show(people);
  }

  /** @param {Named & { relation: Relation }} changed */
  #onContact({ name, display, relation }) {
    const others = this.#requests.filter((person) => person.name !== name);
    this.#show(relation === "asks" ? [{ name, display }, ...others] : others);
    if (relation !== "asks") this.#listMore();
    const action = this.#asked.get(name);
    this.#asked.delete(name);
    if (action) this.#showDone(name, action);
  }

  /** @param {string} name */
  #onDeleted(name) {
    const others = this.#requests.filter((person) => person.name !== name);
    const wasListed = others.length < this.#requests.length;
    this.#show(others);
    if (wasListed) this.#listMore();
  }

  /** The list has room for others, of whom this page knows only how many there were. */
  #listMore() {
    if (this.#unlisted > 0) this.#send(protocol.sync());
  }

  /** @param {Named[]} people */
  #show(people) {
    this.#requests = people;
    this.#showRequests(people, people.length + this.#unlisted);
  }
}
