/**
 * A peer connection that is made while a call rings: it has the caller's offer and its own answer, and has looked for
 * its addresses.
 *
 * The caller learns nothing of it until it is used. It has no tracks, its answer is not sent, and it gets none of the
 * caller's candidates: ICE would check them, and so send packets from this device's addresses.
 */

import { separate } from "../candidates/candidate.js";
import { HeldConnection } from "./held_connection.js";

export class PreparedConnection {
  #held;
  #offer;
  #failed;
  #answered = false;
  #closed = false;

  /**
   * Throws if the browser makes no peer connection, or the offer keeps a candidate.
   * @param {object} parts
   * @param {RTCSessionDescriptionInit} parts.offer the caller's
   * @param {(tracks: Tracks, on: PeerConnectionEvents) => PeerConnectionLike} parts.newConnection
   * @param {() => void} parts.failed it could not use the offer, or has given up
   */
  constructor({ offer, newConnection, failed }) {
    this.#offer = separate(offer.sdp).sdp;
    this.#failed = failed;
    // The caller may have written one in a form that is not known here.
    if (/candidate:/i.test(this.#offer)) throw new Error("a candidate was left in the offer");
    this.#held = new HeldConnection({
      newConnection,
      // A candidate that is found before the answer is sent stands in it.
      send: ({ description }) => {
        if (description) this.#answered = true;
      },
      onstate: (state) => state === "failed" && failed(),
    });
    this.#apply();
  }

  /** The call is accepted: what happens is told from now on. @param {PeerConnectionEvents} on */
  use(on) {
    const pc = this.#held.use(on);
    this.#held.confirm();
    return pc;
  }

  /**
   * Sends the answer, or sees to it that it is sent once it is made.
   * @param {RTCSessionDescriptionInit} offer the caller's latest
   * @returns {RTCIceCandidateInit[] | null} the caller's candidates in it; null if it is another one than was applied
   */
  answer(offer) {
    const { sdp, candidates } = separate(offer.sdp);
    if (sdp !== this.#offer) return null;
    if (this.#answered) this.#held.pc.resendDescription();
    return candidates;
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    this.#held.pc.setServers(servers);
  }

  close() {
    this.#closed = true;
    this.#held.close();
  }

  async #apply() {
    try {
      await this.#held.pc.onSignal({ description: { type: "offer", sdp: this.#offer } });
    } catch (error) {
      console.debug("not prepared", error);
      if (!this.#closed) this.#failed();
    }
  }
}
