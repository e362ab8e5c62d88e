/** When a call's media are lost, when to try again, and when to give up; it knows no peer connection and no message. */

import { Timers } from "./timers.js";

/** An answer and a first connection through a relay far away take up to this long. */
const CONNECT_MS = 8_000;
/** ICE often finds back by itself within this time. */
const GRACE_MS = 2_000;
const RETRY_MS = 5_000;
/** Without media for this long, the call is over. */
const GIVE_UP_MS = 45_000;

/**
 * @typedef {object} HealthEvents
 * @property {() => void} connected
 * @property {() => void} lost
 * @property {() => void} restart try a new way to the peer
 * @property {() => void} rebuild that did not help: begin anew
 * @property {() => void} expired
 */

export class Health {
  #tries = 0;
  #up = false;
  #timers = new Timers();
  #restarts;
  #on;

  /** @param {{ restarts: number, on: HealthEvents }} parts `restarts`: tries before everything is made anew */
  constructor({ restarts, on }) {
    this.#restarts = restarts;
    this.#on = on;
  }

  /** The call is accepted: from now on there should be media. @param {number} [patience] milliseconds */
  begin(patience = CONNECT_MS) {
    this.#timers.after("expiry", GIVE_UP_MS, () => this.#on.expired());
    this.#tryIn(patience);
  }

  /** @param {RTCPeerConnectionState} state */
  change(state) {
    if (state === "connected") this.#connected();
    else if (state === "failed") this.#lost();
    else if (state === "disconnected" && this.#up) this.#timers.after("grace", GRACE_MS, () => this.#lost());
  }

  /** The peer has lost its connection, or signalling is back: no use in waiting longer. */
  hurry() {
    if (this.#timers.has("expiry")) this.#tryIn(0);
  }

  /** The peer leaves this connection for a new one: it counts no more, and needs no healing. */
  renew() {
    this.#tries = 0;
    this.#lost();
    this.#tryIn(CONNECT_MS);
  }

  stop() {
    this.#timers.clearAll();
  }

  #connected() {
    this.stop();
    this.#tries = 0;
    this.#up = true;
    this.#on.connected();
  }

  #lost() {
    if (!this.#up) return;
    this.#up = false;
    this.#on.lost();
    this.begin(0);
  }

  #try() {
    this.#tryIn(RETRY_MS);
    if (this.#tries < this.#restarts) {
      this.#tries += 1;
      this.#on.restart();
    } else {
      this.#tries = 0;
      this.#on.rebuild();
    }
  }

  /** @param {number} delay milliseconds */
  #tryIn(delay) {
    this.#timers.after("try", delay, () => this.#try());
  }
}
