/** Keeps the open card of a person up to date. */

import * as protocol from "../../signaling/protocol.js";
import { withStatus } from "./status.js";

/** What the server leaves out. @type {Partial<PersonDetails>} */
const PLAIN = { relation: "none", favourite: false, notify: false };

export class PersonCard {
  /** Null while the card is closed. @type {PersonDetails | null} */
  #person = null;
  #send;
  #show;

  /** @type {Record<string, (message: any) => void>} */
  #handlers = {
    hello: () => this.#request(),
    person: ({ type, ...person }) => this.#update(person.name, { ...PLAIN, ...withStatus(person, person) }),
    presence: ({ people }) => {
      for (const { name, status, do_not_disturb } of people)
        this.#update(name, withStatus(/** @type {Person} */ ({ name }), { status, do_not_disturb }));
    },
    contact: ({ name, relation }) => (relation === "blocked" ? this.#leave(name) : this.#update(name, { relation })),
    favourite: ({ name, favourite }) => this.#update(name, { favourite }),
    notify: ({ name, notify }) => this.#update(name, { notify }),
    available: ({ name }) => this.#update(name, { notify: false }),
    picture: ({ name, picture }) => this.#update(name, { picture }),
    display: ({ name, display }) => this.#update(name, { display }),
    renamed: ({ former, name }) => this.#update(former, { name }),
    deleted: ({ name }) => this.#leave(name),
  };

  /**
   * @param {object} parts
   * @param {(message: Message) => boolean} parts.send
   * @param {(person: PersonDetails | null) => void} parts.show null: closes the card
   */
  constructor({ send, show }) {
    this.#send = send;
    this.#show = show;
  }

  /** @param {KnownPerson} person as the list has them */
  open(person) {
    this.#person = person;
    this.#show(person);
    this.#request();
  }

  /** The user has closed it. */
  closed() {
    if (this.#person) this.#send(protocol.closedPerson(this.#person.name));
    this.#person = null;
  }

  /** @param {Message} message */
  onMessage(message) {
    this.#handlers[message.type]?.(message);
  }

  #request() {
    if (this.#person) this.#send(protocol.person(this.#person.name));
  }

  /** @param {string} name @param {Partial<PersonDetails>} changes */
  #update(name, changes) {
    if (this.#person?.name !== name) return;
    const { quiet, ...person } = this.#person;
    this.#person = "status" in changes ? { ...person, ...changes } : { ...this.#person, ...changes };
    this.#show(this.#person);
  }

  /** @param {string} name */
  #leave(name) {
    if (this.#person?.name !== name) return;
    this.closed();
    this.#show(null);
  }
}
