/** What a device makes ready while a call rings there, so that Accept has little left to do. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { Timers } from "../../lib/timing/timers.js";
import { EarlyConnection } from "./early_connection.js";
import { PreparedConnection } from "./prepared_connection.js";

/**
 * How long after asking the caller Accept still waits for the connection to the caller, in milliseconds. That takes a
 * few round trips, and saves a search for a direct path, which takes seconds on a machine with many addresses.
 */
const WAIT_MS = 1_000;

/** @typedef {{ isDirect: boolean, hasRelay: boolean }} Ways see EarlyConnection */

export class BeforeAccept {
  /** @type {PreparedConnection | null} */
  #prepared = null;
  /** To the caller. `held`: null until the caller offers. @type {{ id: string, ways: Ways, held: EarlyConnection | null } | null} */
  #early = null;
  #used = false;
  /** Accept was pressed before it was connected. @type {(() => void) | null} */
  #waiting = null;
  #timers = new Timers();
  #newConnection;
  #send;
  #onstreams;
  #retry;

  /**
   * @param {object} parts
   * @param {(tracks: Tracks, on: PeerConnectionEvents, relayed?: boolean) => PeerConnectionLike} parts.newConnection
   * @param {(connection: string, signal: Signal) => void} parts.send to the caller, while it rings
   * @param {() => void} [parts.onstreams] `streams` has changed
   * @param {(offer: RTCSessionDescriptionInit) => void} parts.retry an offer failed that was thought to be answered
   */
  constructor({ newConnection, send, onstreams = () => {}, retry }) {
    this.#onstreams = onstreams;
    this.#newConnection = newConnection;
    this.#send = send;
    this.#retry = retry;
  }

  /** If it fails, Accept takes the time. @param {RTCSessionDescriptionInit} offer the caller's */
  prepare(offer) {
    if (this.#prepared || this.#used) return;
    const failed = () => (this.#used ? this.#retry(offer) : this.#dropPrepared());
    const newConnection = this.#newConnection;
    this.#prepared = tryOrUndefined(() => new PreparedConnection({ offer, newConnection, failed })) ?? null;
  }

  /** The network is another one: candidates of the previous one are of no use. @param {RTCSessionDescriptionInit} offer */
  prepareAgain(offer) {
    this.#release();
    this.prepare(offer);
  }

  /**
   * Asks the caller for a connection.
   * @param {string} id of the connection
   * @param {Ways} ways
   */
  connect(id, ways) {
    if (this.#used) return;
    this.disconnect();
    this.#early = { id, ways, held: null };
    this.#timers.after("wait", WAIT_MS, () => this.#proceed());
    this.#send(id, {});
  }

  /** The connection that the caller was asked for; null if it is in use, or there is none. */
  get asked() {
    return this.#used ? null : (this.#early?.id ?? null);
  }

  /** Whether it is up, as far as this device has found out. */
  get isConnected() {
    return this.#early?.held?.state === "connected";
  }

  /** What comes over it while it rings. @type {Streams | null} */
  get streams() {
    return this.#used ? null : (this.#early?.held?.streams ?? null);
  }

  /** Closes that connection, unless it is in use. */
  disconnect() {
    if (this.#used) return;
    this.#early?.held?.close();
    this.#early = null;
    this.#timers.clear("wait");
    this.#proceed();
  }

  /** Whether Accept waits for that connection. */
  get isAcceptPending() {
    return this.#waiting !== null;
  }

  /**
   * Accept was pressed. A connection that is about to be up is waited for.
   * @param {() => void} then runs at once if there is nothing to wait for
   */
  whenReady(then) {
    this.#waiting = then;
    const state = this.#early?.held?.state;
    if (!this.#timers.has("wait") || state === "connected" || state === "failed") this.#proceed();
  }

  /** @param {string} id of the connection @param {Signal} signal of the caller's */
  onSignal(id, signal) {
    const early = this.#early;
    if (early?.id !== id) return;
    if (!early.held && signal.description && !this.#used) early.held = this.#hold(early) ?? null;
    early.held?.receive(signal);
  }

  /**
   * The call is accepted here. What connects already is best.
   * @param {PeerConnectionEvents} on
   * @returns {PeerConnectionLike | null} null if nothing is ready
   */
  use(on) {
    const { held = null } = this.#early ?? {};
    const isUsable = held?.isUsable ?? false;
    (isUsable ? this.#prepared : held)?.close();
    this.#used = true;
    this.#timers.clear("wait");
    if (!isUsable) this.#early = null;
    if (!held || !isUsable) return this.#prepared?.use(on) ?? null;
    held.use(on).allowDirect();
    return held.pc;
  }

  /** The connection to the caller that is in use; null if it is none that was made while it rang. */
  get connection() {
    return this.#used ? (this.#early?.id ?? null) : null;
  }

  /** The caller uses it, too. */
  confirm() {
    if (this.#used) this.#early?.held?.confirm();
  }

  /** Sends the answer. See PreparedConnection. @param {RTCSessionDescriptionInit} offer */
  answer(offer) {
    return this.#prepared?.answer(offer) ?? null;
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    if (this.#used) return;
    this.#prepared?.setServers(servers);
    this.#early?.held?.pc.setServers(servers);
  }

  /** What is in use by then goes on. */
  close() {
    this.#waiting = null;
    this.#release();
  }

  #release() {
    if (this.#used) return;
    this.#dropPrepared();
    this.disconnect();
  }

  #dropPrepared() {
    this.#prepared?.close();
    this.#prepared = null;
  }

  /** @param {{ id: string, ways: Ways }} early */
  #hold({ id, ways }) {
    return tryOrUndefined(
      () =>
        new EarlyConnection({
          ...ways,
          newConnection: this.#newConnection,
          send: (signal) => this.#send(id, signal),
          onstreams: this.#onstreams,
          onstate: (state) => {
            if (state === "connected" || state === "failed") this.#proceed();
            // The caller's network may be another one. Its new socket does not know this device until it asks.
            else if (state === "disconnected") this.#send(id, {});
          },
        }),
    );
  }

  #proceed() {
    const then = this.#waiting;
    this.#waiting = null;
    then?.();
  }
}
