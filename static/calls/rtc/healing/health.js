/** Decides when a call's media are lost, when to try again, and when to give up. */

import { Timers } from "../../lib/timing/timers.js";

/** An answer and a first connection through a distant relay take up to this long. */
const CONNECT_MS = 8_000;
/** ICE often recovers by itself within this time. */
const GRACE_MS = 2_000;
const RETRY_MS = 5_000;
/** A path that worked before may be back at any moment. */
const LOST_RETRY_MS = 2_000;
/** Connected, but no media: a restart, then a new peer connection. If neither helps, the peer simply sends nothing. */
const NO_MEDIA_TRIES = 2;
/** Without media for this long, the call is over. */
const GIVE_UP_MS = 45_000;

/**
 * @typedef {object} HealthEvents
 * @property {() => void} connected
 * @property {() => void} lost
 * @property {() => void} restart look for a new path to the peer
 * @property {() => void} rebuild that did not help: make a new peer connection
 * @property {() => void} expired
 */

export class Health {
  #tries = 0;
  #noMediaTries = 0;
  #up = false;
  #wasUp = false;
  #flowing = false;
  /** Whether the network has changed before the connection was ever up. */
  #networkChanged = false;
  /** @type {RTCPeerConnectionState} */
  #state = "new";
  #timers = new Timers();
  #restarts;
  #on;

  /** @param {{ restarts: number, on: HealthEvents }} parts `restarts`: tries before a new peer connection is made */
  constructor({ restarts, on }) {
    this.#restarts = restarts;
    this.#on = on;
  }

  /** The call is accepted: media should come from now on. @param {number} delay milliseconds until the first try */
  start(delay = CONNECT_MS) {
    this.#timers.after("expiry", GIVE_UP_MS, () => this.#on.expired());
    if (this.#networkChanged) this.retryNow();
    else this.#tryIn(delay);
  }

  /** @param {RTCPeerConnectionState} state */
  onState(state) {
    this.#state = state;
    if (state === "connected") this.#connected();
    else if (state === "failed") this.#lost();
    else if (state === "disconnected" && this.#up) this.#waitOut();
  }

  /** Packet counters show a failure long before `connectionState` does. @param {InboundVerdict} verdict */
  onInbound(verdict) {
    this.#flowing = verdict === "flowing";
    if (this.#flowing) {
      this.#tries = this.#noMediaTries = 0;
      if (!this.#up && this.#state === "connected") this.#connected();
    } else if (verdict === "silent") this.#lost();
    else if (verdict === "gone") this.#gone();
    else if (verdict === "no-media" && this.#up && this.#noMediaTries < NO_MEDIA_TRIES) {
      this.#noMediaTries += 1;
      if (this.#noMediaTries < NO_MEDIA_TRIES) this.#on.restart();
      else this.#on.rebuild();
    }
  }

  /**
   * The server can be reached again. What was tried meanwhile never reached the peer, so a path
   * that was lost needs a new peer connection.
   */
  retryNow() {
    if (!this.#timers.has("expiry")) return;
    if (this.#wasUp || this.#networkChanged) this.#tries = this.#restarts;
    this.#tryIn(0);
  }

  /**
   * If the connection was never up, the candidates that were offered are useless now, and a restart
   * would come too late.
   */
  networkChanged() {
    if (this.#wasUp) return;
    this.#networkChanged = true;
    this.retryNow();
  }

  /** The peer gives up this peer connection for a new one. */
  reset() {
    this.#tries = 0;
    this.#flowing = this.#networkChanged = false;
    this.#state = "new";
    this.#lost();
    this.#tryIn(CONNECT_MS);
  }

  /** A new peer connection is made while the previous one still serves: nothing is lost yet. */
  expectReplacement() {
    this.#tries = 0;
    this.#flowing = false;
    this.#state = "new";
    this.start();
  }

  /** Whether media can flow, as far as is known. */
  get up() {
    return this.#up;
  }

  stop() {
    this.#timers.clearAll();
  }

  #connected() {
    this.stop();
    this.#up = this.#wasUp = true;
    this.#networkChanged = false;
    this.#on.connected();
  }

  /** ICE reports "disconnected". As long as media come, the page keeps showing them. */
  #waitOut() {
    this.#timers.after("grace", GRACE_MS, () => (this.#flowing ? this.#waitOut() : this.#lost()));
  }

  /**
   * A restart would take longer than a new peer connection: ICE trusts the old path for 2.5 s, and
   * is slow to check others.
   */
  #gone() {
    this.#tries = this.#restarts;
    this.#lost();
  }

  #lost() {
    if (!this.#up) return;
    this.#up = false;
    this.#on.lost();
    this.start(0);
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
