/** The call that this person is in on another device, as far as this page has been told; it knows no socket and no element. */

/**
 * @typedef {object} OtherCall
 * @property {string} id
 * @property {string} name
 * @property {Role} role
 * @property {boolean} video false: by voice alone
 * @property {string | null} device the one that the call is on
 * @property {number} since when the talk began, in the page's own milliseconds
 * @property {boolean} wasHere whether this page has handed it over
 */

export class Elsewhere {
  /** @type {OtherCall | null} */
  call = null;
  /** @type {CallDetails | null} what this page itself is in */
  #here = null;
  #now;

  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.#now = now;
  }

  /** @param {Message} message */
  onMessage(message) {
    const { type, call } = message;
    if (type === "hello") this.#greeted(call);
    else if (type === "taken" && this.call?.id === call) this.call = null;
    else if (type === "elsewhere" && message.active) this.#goesOn(message);
    else if (type === "elsewhere" && this.call?.id === call) this.call = null;
    else if (type === "handover") this.#goesOn(message);
  }

  /** What this page is in now. @param {CallDetails | null} call */
  see(call) {
    this.#here = call && { ...call };
    if (this.#takesPart(this.call?.id)) this.call = null;
  }

  /** @param {ServerCall | null | undefined} truth */
  #greeted(truth) {
    if (truth?.state === "active" && !truth.here) this.#goesOn(truth);
    else this.call = null;
  }

  /** @param {Record<string, any>} told */
  #goesOn({ call: id, name, role, age, device, video = true }) {
    if (this.#takesPart(id)) return;
    const wasHere = this.#here?.id === id && Boolean(this.#here?.handedOver);
    const known = this.call?.id === id && this.call?.device === device && this.call?.wasHere;
    const since = this.#now() - age * 1000;
    this.call = { id, name, role, video, since, device: device ?? null, wasHere: wasHere || Boolean(known) };
  }

  /** A late word that the call is elsewhere does not count for the page that has it. @param {string | undefined} id */
  #takesPart(id) {
    const here = this.#here;
    return here !== null && here.id === id && !here.takes && !here.handedOver && here.accepted;
  }
}
