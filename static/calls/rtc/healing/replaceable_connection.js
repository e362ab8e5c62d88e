/** The peer connection in use. It can be replaced at once, or once its replacement is up (make before break). */

import { NO_STREAMS } from "../streams.js";
import { MakeBeforeBreak } from "./make_before_break.js";

/**
 * @typedef {PeerConnectionEvents & {
 *   expectsVideo: () => boolean,
 *   replaced: () => void,
 *   replacementFailed: () => void,
 * }} ReplaceableEvents `expectsVideo`: whether the peer has reported that there is something to see
 */

export class ReplaceableConnection {
  /** @type {PeerConnectionLike} */
  #current;
  /** @type {MakeBeforeBreak | null} while the previous peer connection serves until the current one is up */
  #replacing = null;
  /** @type {SenderLimits | null} for every peer connection of this call */
  #limits = null;
  /** Whether the current one keeps its own limits. */
  #keepsLimits = false;
  #offers;
  #newConnection;
  #on;

  /**
   * @param {{ offers: boolean, newConnection: (on: PeerConnectionEvents) => PeerConnectionLike, on: ReplaceableEvents }} parts
   */
  constructor({ offers, newConnection, on }) {
    this.#offers = offers;
    this.#newConnection = newConnection;
    this.#on = on;
    this.#current = this.#open();
  }

  get current() {
    return this.#current;
  }

  /** Whether the previous peer connection still serves. */
  get isReplacing() {
    return this.#replacing !== null;
  }

  /** Replaces it at once. The peer learns of it by its first offer, or has asked for it. */
  replaceNow() {
    this.#current.close();
    if (this.#replacing) this.#replacing.restart();
    else this.#on.streams(NO_STREAMS);
    this.#current = this.#open();
  }

  /** Replaces it by one that is there already, and that keeps its own limits until `applyLimits`. @param {(on: PeerConnectionEvents) => PeerConnectionLike} use */
  takeOver(use) {
    this.#current.close();
    this.#keepsLimits = true;
    this.#current = this.#make(use);
  }

  /** Makes a new one, and keeps the previous one until that is up. */
  replaceWhenReady() {
    const previous = this.#current;
    previous.detach();
    this.#replacing = new MakeBeforeBreak({
      previous,
      replacement: () => this.#current,
      expectsVideo: this.#on.expectsVideo,
      done: (streams) => this.#finish(streams, this.#on.replaced),
      failed: () => this.#finish(NO_STREAMS, this.#on.replacementFailed),
    });
    this.#current = this.#open();
  }

  /** @param {SenderLimits} limits */
  limit(limits) {
    this.#limits = limits;
    if (!this.#keepsLimits) this.#current.limit(limits);
  }

  applyLimits() {
    this.#keepsLimits = false;
    if (this.#limits) this.#current.limit(this.#limits);
  }

  close() {
    this.#replacing?.close();
    this.#current.close();
  }

  #open() {
    const pc = this.#make(this.#newConnection);
    this.#keepsLimits = false;
    if (this.#limits) pc.limit(this.#limits);
    if (this.#offers) pc.startOffer();
    return pc;
  }

  /** @param {(on: PeerConnectionEvents) => PeerConnectionLike} make */
  #make(make) {
    return make({
      send: this.#on.send,
      channel: this.#on.channel,
      streams: (streams) => (this.#replacing ? this.#replacing.onStreams(streams) : this.#on.streams(streams)),
      state: (state) => {
        if (state === "connected") this.#replacing?.connected();
        this.#on.state(state);
      },
    });
  }

  /** @param {Streams} streams @param {() => void} then */
  #finish(streams, then) {
    this.#replacing = null;
    this.#on.streams(streams);
    then();
  }
}
