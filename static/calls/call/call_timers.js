/** What a call repeats until it is confirmed, and what it ends after some time. */

import { Timers } from "../lib/timing/timers.js";

const REPEAT_OFFER_MS = 5_000;
const MAX_OFFER_REPEATS = 4;
/** The server ends the ring. If it is out of reach, the page does so itself, this much later. */
const RING_GRACE_S = 2;
/** While media arrive, the server may wait for a peer whose socket is away. */
const CONFIRM_MEDIA_MS = 20_000;
/** After the socket of a page that is gone has closed, its last media may still arrive for this time. */
const MEDIA_TAIL_S = 2;
/** The server is told then if media still arrive: it ends the call 8 s after the socket closed. */
const AFTER_DEPARTURE_S = 6;
/** After a handover to another device this one keeps serving for so long, unless the peer lets go of it before. */
const SERVE_MS = 8_000;

export class CallTimers {
  #timers = new Timers();

  /**
   * Until the server has confirmed a call, only this page knows of it.
   * @param {{ isConfirmed: () => boolean, repeat: () => void, giveUp: () => void }} offer
   * @param {number} times so far
   */
  repeatOffer(offer, times = 0) {
    this.#timers.after("offer", REPEAT_OFFER_MS, () => {
      if (offer.isConfirmed()) return;
      if (times === MAX_OFFER_REPEATS) return offer.giveUp();
      offer.repeat();
      this.repeatOffer(offer, times + 1);
    });
  }

  /** @param {number} left seconds that the ring may last @param {() => void} end */
  endRing(left, end) {
    this.#timers.after("ring", (left + RING_GRACE_S) * 1000, end);
  }

  stopRing() {
    this.#timers.clear("ring");
  }

  /** Calls `confirm` every few seconds from now on. @param {() => void} confirm */
  confirmMedia(confirm) {
    if (this.#timers.has("media")) return;
    this.#timers.after("media", CONFIRM_MEDIA_MS, () => {
      confirm();
      this.confirmMedia(confirm);
    });
  }

  /** Calls `confirm` with the number of seconds in which only a peer that is still there can have sent something. @param {(seconds: number) => void} confirm */
  afterDeparture(confirm) {
    this.#timers.after("departure", AFTER_DEPARTURE_S * 1000, () => confirm(AFTER_DEPARTURE_S - MEDIA_TAIL_S));
  }

  /** @param {() => void} end */
  endAfterHandover(end) {
    this.#timers.after("serve", SERVE_MS, end);
  }

  stop() {
    this.#timers.clearAll();
  }
}
