/** The socket: connects, tells whether it lives, comes back by itself; it knows no call and no WebRTC. */

import { backoff } from "../lib/backoff.js";
import { Timers } from "../lib/timers.js";
import { parse, ping } from "./protocol.js";
import { PARTY } from "./tab_identity.js";

const PING_MS = 5_000;
/** No pong for this long: the socket is dead, though the browser may not say so for minutes. */
const STALE_MS = 10_000;
/** After the network has changed, or a laptop has slept, an answer should come sooner. */
const CHECK_MS = 2_000;
/** A connection that was begun less than this ago is not begun anew. */
const RECENTLY_OPENED_MS = 2_000;
/**
 * In a call without media it is this side's line, as a rule, that has gone: nothing heals before the server is in reach, and
 * what was sent into the void is not worth waiting for. Of those there are too few, with too much jitter, for a storm.
 */
const URGENT = { check: 1_000, stale: 4_000, attempts: 1 };

const SIGNED_OUT = 4401;
const REPLACED = 4409;
const TOO_MUCH = 4429;
/** Who was cut off for sending too much is not let in again before (limits.py, COOLDOWN). */
const COOLDOWN_MS = 10_000;

export class SignalingSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  #attempts = 0;
  /** @type {number | null} when the ping was sent that waits for its pong; null where none does */
  #asked = null;
  #delay = 0;
  #greeted = false;
  #stopped = false;
  #timers = new Timers();
  #url;
  #storage;
  #newSocket;
  #alone;
  #urgent;
  onmessage = (/** @type {Message} */ _message) => {};
  /** Whether the server is in reach. */
  ononline = (/** @type {boolean} */ _online) => {};
  onsignedout = () => {};
  /** Another tab has taken over this tab's place: a duplicate, where the browser has no locks to tell (see tab.js). */
  onreplaced = () => {};

  /**
   * @param {object} parts
   * @param {string} parts.url
   * @param {Storage} parts.storage the tab's own: keeps the party through reloads
   * @param {() => boolean} [parts.alone] whether no other tab can be this party
   * @param {() => boolean} [parts.urgent] whether a call waits for the server
   * @param {(url: string) => WebSocket} [parts.newSocket]
   */
  constructor({ url, storage, alone = () => false, urgent = () => false, newSocket = (url) => new WebSocket(url) }) {
    this.#url = url;
    this.#storage = storage;
    this.#newSocket = newSocket;
    this.#alone = alone;
    this.#urgent = urgent;
  }

  get online() {
    return this.#greeted;
  }

  /** Milliseconds from the latest ping to its pong, or so far: how slow this device's own way to the server is. */
  get delay() {
    return this.#asked === null ? this.#delay : Math.max(this.#delay, performance.now() - this.#asked);
  }

  /** Connects anew, at once: at the start, and when the network is back. */
  connect() {
    this.#stopped = false;
    this.#attempts = 0;
    this.#open();
  }

  /** The network may have changed, the machine slept, or a call lost its media: is the socket still there? */
  check() {
    if (this.#stopped) return;
    if (this.#greeted) this.#ping(this.#urgent() ? URGENT.check : CHECK_MS);
    else if (!this.#timers.has("recently-opened")) this.connect();
  }

  /** False where nobody would have heard it; every greeting tells what is true, so nothing is kept for later. @param {Message} message */
  send(message) {
    if (!this.#greeted || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  stop() {
    this.#stopped = true;
    this.#drop();
  }

  #open() {
    this.#drop();
    const party = this.#storage.getItem(PARTY);
    const socket = this.#newSocket(party ? `${this.#url}?party=${encodeURIComponent(party)}` : this.#url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#onFrame(data);
    socket.onclose = ({ code }) => this.#closed(code);
    this.#timers.after("recently-opened", RECENTLY_OPENED_MS, () => {});
    this.#timers.after("stale", this.#urgent() ? URGENT.stale : STALE_MS, () => this.#closed());
  }

  /** @param {string} data */
  #onFrame(data) {
    this.#timers.clear("stale");
    const message = parse(data);
    if (message?.type === "hello") {
      this.#storage.setItem(PARTY, message.party);
      this.#attempts = 0;
      if (!this.#greeted) this.#tick();
      this.#greeted = true;
      this.ononline(true);
    }
    if (message?.type === "pong") this.#answered();
    else if (message) this.onmessage(message);
  }

  #answered() {
    if (this.#asked !== null) this.#delay = performance.now() - this.#asked;
    this.#asked = null;
  }

  #tick() {
    this.#timers.after("ping", PING_MS, () => {
      this.#ping(STALE_MS);
      this.#tick();
    });
  }

  /** @param {number} patience milliseconds until the answer */
  #ping(patience) {
    if (this.send(ping())) this.#asked ??= performance.now();
    if (!this.#timers.has("stale") || patience < STALE_MS) this.#timers.after("stale", patience, () => this.#closed());
  }

  /** @param {number} [code] none where the socket was found dead */
  #closed(code) {
    this.#drop();
    // Where no other tab can be this party, it was a socket of this one, given up before and served too late.
    const replaced = code === REPLACED && !this.#alone();
    if (code === SIGNED_OUT || replaced) {
      this.#stopped = true;
      if (replaced) this.onreplaced();
      else this.onsignedout();
    }
    if (this.#stopped) return;
    const least = code === TOO_MUCH ? COOLDOWN_MS : 0;
    const attempts = this.#urgent() ? Math.min(this.#attempts, URGENT.attempts) : this.#attempts;
    this.#attempts += 1;
    this.#timers.after("retry", least + backoff(attempts), () => this.#open());
  }

  #drop() {
    this.#timers.clearAll();
    this.#asked = null;
    if (this.#socket) {
      this.#socket.onmessage = this.#socket.onclose = null;
      this.#socket.close();
      this.#socket = null;
    }
    if (this.#greeted) this.ononline(false);
    this.#greeted = false;
  }
}
