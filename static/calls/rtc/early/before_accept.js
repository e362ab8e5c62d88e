/** What a device makes ready while a call rings there, so that Accept has little left to do. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { PreparedConnection } from "./prepared_connection.js";

export class BeforeAccept {
  /** @type {PreparedConnection | null} */
  #prepared = null;
  #used = false;
  #newConnection;
  #retry;

  /**
   * @param {object} parts
   * @param {(tracks: Tracks, on: PeerConnectionEvents) => PeerConnectionLike} parts.newConnection
   * @param {(offer: RTCSessionDescriptionInit) => void} parts.retry an offer failed that was thought to be answered
   */
  constructor({ newConnection, retry }) {
    this.#newConnection = newConnection;
    this.#retry = retry;
  }

  /** If it fails, Accept takes the time. @param {RTCSessionDescriptionInit} offer the caller's */
  prepare(offer) {
    if (this.#prepared || this.#used) return;
    const failed = () => (this.#used ? this.#retry(offer) : this.close());
    const newConnection = this.#newConnection;
    this.#prepared = tryOrUndefined(() => new PreparedConnection({ offer, newConnection, failed })) ?? null;
  }

  /** The network is another one: candidates of the previous one are of no use. @param {RTCSessionDescriptionInit} offer */
  prepareAgain(offer) {
    this.close();
    this.prepare(offer);
  }

  /** The call is accepted here. @param {PeerConnectionEvents} on @returns {PeerConnectionLike | null} null if nothing is ready */
  use(on) {
    this.#used = true;
    return this.#prepared?.use(on) ?? null;
  }

  /** Sends the answer. See PreparedConnection. @param {RTCSessionDescriptionInit} offer */
  answer(offer) {
    return this.#prepared?.answer(offer) ?? null;
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    this.#prepared?.setServers(servers);
  }

  /** What is in use by then goes on. */
  close() {
    if (this.#used) return;
    this.#prepared?.close();
    this.#prepared = null;
  }
}
