/** The signalling socket: connects, notices when it is dead, and reconnects. */

import { backoff } from "../lib/timing/backoff.js";
import { Timers } from "../lib/timing/timers.js";
import { parse } from "./frames.js";
import { ping } from "./protocol.js";
import { PARTY } from "./tab_identity.js";

/** From one ping to the next while a call needs the server, and while none does: thousands of pages may be open. */
const BUSY_PING_MS = 5_000;
const IDLE_PING_MS = 25_000;
/** Of a hidden page. Browsers let its timers run once a minute, and the server waits for two of them. */
const HIDDEN_PING_MS = 55_000;
/** No pong for this long: the socket is dead, though the browser may not report it for minutes. */
const STALE_MS = 10_000;
/** A socket that waits for its turn to connect hears so every 3 s (TELL_SECONDS in calls/worker/connect_queue.py). */
const QUEUED_CHECK_MS = 4_000;
/** After the network has changed or a laptop has slept, an answer should come sooner. */
const CHECK_MS = 2_000;
/** A connection attempt that began less than this ago is not replaced by another one. */
const RECENTLY_OPENED_MS = 2_000;
/**
 * In a call without media it is usually this side's network that is down. The call cannot heal
 * before the server is reached again. There are too few such pages, with too much jitter, to flood
 * the server.
 */
const URGENT = { check: 1_000, stale: 4_000, attempts: 1 };

const SIGNED_OUT = 4401;
const NOT_FOUND = 4404;
const REPLACED = 4409;
const TOO_MUCH = 4429;
const TOO_MANY_TABS = "too-many-tabs";
/**
 * Closes a socket that this page replaces or has found dead: the page is not leaving. The server may read it when
 * the network is back, long after the page has given the socket up.
 */
const ABANDONED = 4408;
/** A client that sent too much is not let in again before this time (COOLDOWN_SECONDS in videochat/serving/limiting/limits.py). */
const COOLDOWN_MS = 10_000;

export class SignalingSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  #attempts = 0;
  #greeted = false;
  /** Whether the server has said that this socket waits for its turn. Another one would begin at the end of the queue. */
  #queued = false;
  #stopped = false;
  /** Whether the server has said that this person has too many tabs. It then closes the socket. */
  #tooManyTabs = false;
  #timers = new Timers();
  /** @type {SocketObserver[]} */
  #observers = [];
  #url;
  #storage;
  #newSocket;
  #ownsParty;
  #urgent;
  #busy;
  #hidden;
  #accepts;
  #language;
  #now;
  /** When the last ping was sent. */
  #pinged = 0;

  /**
   * @param {object} parts
   * @param {string} parts.url
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} parts.storage the tab's session storage: keeps the party over reloads
   * @param {() => boolean} parts.ownsParty whether no other tab can be this party
   * @param {() => boolean} [parts.urgent] whether a call waits for the server
   * @param {() => boolean} [parts.busy] whether there is a call, or one is about to begin
   * @param {(hello: Message) => boolean} [parts.accepts] whether a `hello` is for the person of this page; if not, the socket stops
   * @param {string} [parts.language] of the page: the server words its errors in it
   * @param {() => boolean} [parts.hidden] whether the page is hidden
   * @param {(url: string) => WebSocket} [parts.newSocket]
   * @param {() => number} [parts.now] milliseconds
   */
  constructor({
    url,
    storage,
    ownsParty = () => false,
    urgent = () => false,
    busy = () => true,
    hidden = () => false,
    accepts = () => true,
    language = "",
    newSocket = (url) => new WebSocket(url),
    now = () => performance.now(),
  }) {
    this.#url = url;
    this.#storage = storage;
    this.#newSocket = newSocket;
    this.#ownsParty = ownsParty;
    this.#urgent = urgent;
    this.#busy = busy;
    this.#hidden = hidden;
    this.#accepts = accepts;
    this.#language = language;
    this.#now = now;
  }

  /** @param {SocketObserver[]} observers told in this order */
  observe(...observers) {
    this.#observers.push(...observers);
  }

  get online() {
    return this.#greeted;
  }

  /** Connects at once: at the start, and when the network is back. */
  connect() {
    this.#stopped = false;
    this.#attempts = 0;
    this.#open();
  }

  /**
   * Finds out whether the socket still works: the network may have changed, the computer slept, or
   * a call lost its media.
   */
  check() {
    if (this.#stopped) return;
    if (this.#greeted) this.#ping(this.#urgent() ? URGENT.check : CHECK_MS);
    else if (this.#queued) this.#expectFrame(QUEUED_CHECK_MS);
    else if (!this.#timers.has("recently-opened")) this.connect();
  }

  /** Asks the server for a pong. The pongs come in the order of the pings. */
  ping() {
    this.#ping(STALE_MS);
  }

  /**
   * Returns false if the message cannot be sent. Nothing is queued, since every greeting holds the
   * current state.
   * @param {Message} message
   */
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
    this.#tooManyTabs = false;
    const socket = this.#newSocket(this.#address());
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#onFrame(data);
    socket.onclose = ({ code }) => this.#onClose(code);
    this.#timers.after("recently-opened", RECENTLY_OPENED_MS, () => {});
    this.#expectFrame(this.#urgent() ? URGENT.stale : STALE_MS);
  }

  /** @param {number} timeout milliseconds, after which the socket is dead */
  #expectFrame(timeout) {
    this.#timers.after("stale", timeout, () => this.#onClose());
  }

  #address() {
    const party = this.#storage.getItem(PARTY);
    const values = { ...(this.#language && { language: this.#language }), ...(party && { party }) };
    const query = new URLSearchParams(values).toString();
    return query ? `${this.#url}?${query}` : this.#url;
  }

  /** @param {string} data */
  #onFrame(data) {
    const message = parse(data);
    // Before its `hello` a socket is of no use, whatever else it says, unless it waits for its turn.
    if (this.#greeted || message?.type === "hello") this.#timers.clear("stale");
    if (!message) return;
    if (message.type === "queued") return this.#onQueued();
    if (message.type === "pong") {
      for (const observer of this.#observers) observer.onPong?.();
      return;
    }
    if (message.type === "error" && message.code === TOO_MANY_TABS) {
      this.#tooManyTabs = true; // the close that follows is told
      return;
    }
    if (message.type === "hello" && !this.#accepts(message)) return this.stop();
    if (message.type === "hello") this.#onHello(message);
    for (const observer of this.#observers) observer.onMessage?.(message);
  }

  #onQueued() {
    if (this.#greeted) return;
    this.#queued = true;
    this.#expectFrame(STALE_MS);
    for (const observer of this.#observers) observer.onQueued?.();
  }

  /** @param {Message} hello */
  #onHello({ party }) {
    this.#storage.setItem(PARTY, party);
    this.#attempts = 0;
    if (!this.#greeted) {
      this.#pinged = Number.NEGATIVE_INFINITY; // the server begins to listen for pings with the first one
      this.#pingRegularly();
    }
    this.#greeted = true;
    for (const observer of this.#observers) observer.onOnline?.(true);
  }

  #pingRegularly() {
    this.#timers.after("ping", BUSY_PING_MS, () => {
      if (this.#now() - this.#pinged >= this.#pingInterval()) this.ping();
      this.#pingRegularly();
    });
  }

  #pingInterval() {
    if (this.#busy()) return 0;
    return this.#hidden() ? HIDDEN_PING_MS : IDLE_PING_MS;
  }

  /** @param {number} timeout milliseconds until the answer */
  #ping(timeout) {
    this.#pinged = this.#now();
    if (this.send(ping(this.#hidden()))) for (const observer of this.#observers) observer.onPing?.();
    if (!this.#timers.has("stale") || timeout < STALE_MS) this.#expectFrame(timeout);
  }

  /** @param {number} [code] undefined if the socket was found dead */
  #onClose(code) {
    const wasOnline = this.#greeted;
    this.#drop();
    for (const observer of this.#observers) observer.onClosed?.(code);
    const tell = this.#finalWord(code, wasOnline);
    if (tell || code === NOT_FOUND) this.#stopped = true;
    if (tell) for (const observer of this.#observers) tell(observer);
    if (!this.#stopped) this.#retry(code === TOO_MUCH ? COOLDOWN_MS : 0);
  }

  /**
   * What the observers are told if this page should not try again by itself.
   * @param {number | undefined} code
   * @param {boolean} wasOnline
   * @returns {((observer: SocketObserver) => void) | undefined}
   */
  #finalWord(code, wasOnline) {
    if (code === SIGNED_OUT) return (observer) => observer.onSignedOut?.(!wasOnline);
    // If no other tab can be this party, it was an earlier socket of this one, which the server saw too late.
    if (code === REPLACED && !this.#ownsParty()) return (observer) => observer.onReplaced?.();
    if (code === TOO_MUCH && this.#tooManyTabs) return (observer) => observer.onTooManyTabs?.();
  }

  /** @param {number} least milliseconds */
  #retry(least) {
    const attempts = this.#urgent() ? Math.min(this.#attempts, URGENT.attempts) : this.#attempts;
    this.#attempts += 1;
    this.#timers.after("retry", least + backoff(attempts), () => this.#open());
  }

  #drop() {
    this.#timers.clearAll();
    if (this.#socket) {
      this.#socket.onmessage = this.#socket.onclose = null;
      this.#socket.close(ABANDONED);
      this.#socket = null;
    }
    const wasOnline = this.#greeted;
    this.#greeted = this.#queued = false;
    if (wasOnline) for (const observer of this.#observers) observer.onOnline?.(false);
  }
}
