/**
 * The bit rate that a call begins with: half of what could go out in the last call on this network. Too much would
 * harm the sound until the browser notices.
 */

import { tryOrUndefined } from "../lib/browser/try_or_undefined.js";

const KEY = "videochat.lastBitrate";
/** Milliseconds. Later, the line may be another one. */
const VALID_MS = 86_400_000;
/** Bits a second. Below, the browser's own choice is as good; more brings nothing in the first seconds. */
const LOWEST = 300_000;
const HIGHEST = 1_200_000;

export class StartBitrate {
  #storage;
  #type;
  #now;
  /** The server's name for the network that this page comes from; "": unknown. */
  #name = "";

  /**
   * @param {object} parts
   * @param {Pick<Storage, "getItem" | "setItem">} parts.storage
   * @param {() => string} [parts.type] of the network, where the browser tells it
   * @param {() => number} [parts.now]
   */
  constructor({ storage, type = networkType, now = Date.now }) {
    this.#storage = storage;
    this.#type = type;
    this.#now = now;
  }

  /** @param {Message} message */
  onMessage({ type, network = "" }) {
    if (type === "hello") this.#name = network;
  }

  /** Null: nothing is known of this network, and the browser chooses. */
  get value() {
    const { bitrate, network, at } = this.#last;
    const known = this.#name !== "" && network === this.#network;
    if (!(bitrate > 0) || !known || Math.abs(this.#now() - at) > VALID_MS) return null;
    return Math.min(HIGHEST, Math.max(LOWEST, bitrate / 2));
  }

  /** @param {number} available the browser's estimate of what can go out, in bits a second */
  remember(available) {
    const last = { bitrate: Math.round(available), network: this.#network, at: this.#now() };
    this.#storage.setItem(KEY, JSON.stringify(last));
  }

  /** Wifi and a cable of one home have the same name. */
  get #network() {
    return `${this.#name} ${this.#type()}`;
  }

  /** @returns {{ bitrate: number, network: string, at: number }} */
  get #last() {
    const none = { bitrate: 0, network: "", at: 0 };
    try {
      return { ...none, ...JSON.parse(this.#storage.getItem(KEY) ?? "{}") };
    } catch {
      return none;
    }
  }
}

/** The Network Information API, which only some browsers have. */
const networkType = () => tryOrUndefined(() => /** @type {any} */ (navigator).connection.type) ?? "";
