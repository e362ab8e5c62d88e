/** When a call's media are lost, when to try again, and when to give up; it knows no peer connection and no message. */

import { Timers } from "../lib/timers.js";

/** An answer and a first connection through a relay far away take up to this long. */
const CONNECT_MS = 8_000;
/** ICE often finds back by itself within this time. */
const GRACE_MS = 2_000;
const RETRY_MS = 5_000;
/** A way that was there may be back at any moment, and who looks often finds it soon. */
const LOST_RETRY_MS = 2_000;
/** Connected, and yet no media: a restart, then a new connection. Where these do not help, the peer just sends nothing. */
const DRY_TRIES = 2;
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
  #dryTries = 0;
  #up = false;
  #wasUp = false;
  #flows = false;
  /** Whether the network has changed since the connection was made, which has never been up. */
  #moved = false;
  /** @type {RTCPeerConnectionState} */
  #state = "new";
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
    if (this.#moved) this.hurry();
    else this.#tryIn(patience);
  }

  /** @param {RTCPeerConnectionState} state */
  change(state) {
    this.#state = state;
    if (state === "connected") this.#connected();
    else if (state === "failed") this.#lost();
    else if (state === "disconnected" && this.#up) this.#bear();
  }

  /** What the latest look at the media says, far sooner than the connection's state does. @param {Verdict} verdict */
  look(verdict) {
    this.#flows = verdict === "flows";
    if (this.#flows) {
      this.#tries = this.#dryTries = 0;
      if (!this.#up && this.#state === "connected") this.#connected();
    } else if (verdict === "silent") this.#lost();
    else if (verdict === "gone") this.#gone();
    else if (verdict === "dry" && this.#up && this.#dryTries < DRY_TRIES) {
      this.#dryTries += 1;
      if (this.#dryTries < DRY_TRIES) this.#on.restart();
      else this.#on.rebuild();
    }
  }

  /** Signalling is back: no use in waiting longer. A way that was lost was looked for in vain meanwhile, by offers that nobody heard. */
  hurry() {
    if (!this.#timers.has("expiry")) return;
    if (this.#wasUp || this.#moved) this.#tries = this.#restarts;
    this.#tryIn(0);
  }

  /** The network has changed. Before there ever was a way, the ones that were offered lead nowhere, and a restart would be heard too late. */
  moved() {
    if (this.#wasUp) return;
    this.#moved = true;
    this.hurry();
  }

  /** The peer leaves this connection for a new one: it counts no more, and needs no healing. */
  renew() {
    this.#tries = 0;
    this.#flows = this.#moved = false;
    this.#state = "new";
    this.#lost();
    this.#tryIn(CONNECT_MS);
  }

  /** The peer comes to a new connection, and the one before serves until that is up: nothing is lost yet. */
  succeed() {
    this.#tries = 0;
    this.#flows = false;
    this.#state = "new";
    this.begin();
  }

  /** Whether media could flow, as far as is known. */
  get up() {
    return this.#up;
  }

  stop() {
    this.#timers.clearAll();
  }

  #connected() {
    this.stop();
    this.#up = this.#wasUp = true;
    this.#moved = false;
    this.#on.connected();
  }

  /** ICE has its doubts. As long as media come, the page is not to hide them. */
  #bear() {
    this.#timers.after("grace", GRACE_MS, () => (this.#flows ? this.#bear() : this.#lost()));
  }

  /** A restart would take longer than a new connection: for 2.5 s ICE believes in the old way, and looks for others at leisure. */
  #gone() {
    this.#tries = this.#restarts;
    this.#lost();
  }

  #lost() {
    if (!this.#up) return;
    this.#up = false;
    this.#on.lost();
    this.begin(0);
  }

  #try() {
    if (this.#tries < this.#restarts) {
      this.#tries += 1;
      this.#tryIn(this.#wasUp ? LOST_RETRY_MS : RETRY_MS);
      this.#on.restart();
    } else {
      this.#tries = 0;
      this.#tryIn(this.#wasUp ? CONNECT_MS : RETRY_MS);
      this.#on.rebuild();
    }
  }

  /** @param {number} delay milliseconds */
  #tryIn(delay) {
    this.#timers.after("try", delay, () => this.#try());
  }
}
