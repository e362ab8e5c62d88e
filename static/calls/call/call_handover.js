/** The move of one call between this user's devices: to this one, or from it to another. */

import * as protocol from "../signaling/protocol.js";

/**
 * @typedef {object} CallHandoverParts
 * @property {CallDetails} details
 * @property {import("./call_media.js").CallMedia} media
 * @property {import("./call_timers.js").CallTimers} timers
 * @property {(message: Message) => unknown} send
 * @property {() => void} show
 * @property {() => void} end the call is over for this page only
 * @property {(age: number) => void} start the call is on this device now, and was accepted `age` seconds ago
 */

export class CallHandover {
  #closed = false;
  /** Whether the server was asked to move the call here from another device. */
  #takeRequested = false;
  #parts;

  /** @param {CallHandoverParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Whether the call is on another device of this user's, and the server was not asked to move it here. */
  get elsewhere() {
    const { handedOver, takeFrom } = this.#parts.details;
    return Boolean(handedOver || (takeFrom && !this.#takeRequested));
  }

  /** Moves the call here from another device. The camera opens first, so that the peer sees no dark picture. */
  async take() {
    await this.#parts.media.openDevices();
    this.#takeRequested = true;
    this.takeAgain();
  }

  /** Asks the server again, if it was asked before. */
  takeAgain() {
    const { details, send } = this.#parts;
    const { takeFrom, id } = details;
    if (takeFrom && this.#takeRequested && !this.#closed) send(protocol.take(id, takeFrom.device));
  }

  /** The call is on this device now. @param {number} age seconds since it was accepted */
  taken(age) {
    if (this.#parts.details.takeFrom) this.#parts.start(age);
  }

  /**
   * Another of this user's devices has taken the call. Keep the connection until the peer is connected to that
   * device.
   */
  handOver() {
    const { details, media, timers, end, show } = this.#parts;
    if (details.handedOver) return;
    const { channel, connection } = media;
    details.handedOver = true;
    timers.stop();
    if (!connection?.up) return end();
    connection.retire();
    timers.endAfterHandover(end);
    channel.onchange(() => channel.open || this.#closed || end());
    show();
  }

  close() {
    this.#closed = true;
  }
}
