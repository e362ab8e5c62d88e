/** Tracks the call that this person is in on another device, from what the server reports. */

/**
 * @typedef {object} OtherCall
 * @property {string} id
 * @property {string} name
 * @property {Role} role
 * @property {boolean} video false: a voice call
 * @property {string | null} device that the call is on
 * @property {number} since when the talk began, in the page's own milliseconds
 * @property {boolean} wasHere whether this page has handed it over
 */

export class OtherDeviceCall {
  /** @type {OtherCall | null} */
  call = null;
  /** @type {CallDetails | null} the call of this page */
  #ownCall = null;
  #now;

  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.#now = now;
  }

  /** @param {Message} message */
  onMessage(message) {
    const { type, call } = message;
    if (type === "hello") this.#onHello(call);
    else if (type === "taken" && this.call?.id === call) this.call = null;
    else if (type === "elsewhere" && message.active) this.#setActive(message);
    else if (type === "elsewhere" && this.call?.id === call) this.call = null;
    else if (type === "handover") this.#setActive(message);
    else if (type === "renamed") this.#rename(message.former, message.name);
  }

  /** @param {CallDetails | null} call that this page is in now */
  setOwnCall(call) {
    this.#ownCall = call && { ...call };
    if (this.#isHere(this.call?.id)) this.call = null;
  }

  /** @param {string} former @param {string} name */
  #rename(former, name) {
    if (this.call?.name === former) this.call = { ...this.call, name };
  }

  /** @param {ServerCall | null | undefined} call */
  #onHello(call) {
    if (call?.state === "active" && !call.here) this.#setActive(call);
    else this.call = null;
  }

  /** @param {Record<string, any>} report */
  #setActive({ call: id, name, role, age, device, video = true }) {
    if (this.#isHere(id)) return;
    const wasHere = this.#ownCall?.id === id && Boolean(this.#ownCall?.handedOver);
    const known = this.call?.id === id && this.call?.device === device && this.call?.wasHere;
    const since = this.#now() - age * 1000;
    this.call = { id, name, role, video, since, device: device ?? null, wasHere: wasHere || Boolean(known) };
  }

  /**
   * Whether this page takes part in the call: then a late report that it is on another device is
   * ignored.
   * @param {string | undefined} id
   */
  #isHere(id) {
    const own = this.#ownCall;
    return own !== null && own.id === id && !own.takeFrom && !own.handedOver && own.accepted;
  }
}
