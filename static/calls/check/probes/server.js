/** The page's own socket to the server: whether it is connected, its round trip, and the ICE servers it was told. */

import { ping } from "../../signaling/protocol.js";

const CONNECT_MS = 3_000;
const ANSWER_MS = 1_500;
/** The middle of so many counts: one may wait for other messages. */
const PINGS = 3;

/** @typedef {Pick<import("../../signaling/socket.js").SignalingSocket, "online" | "send" | "check">} SocketLike */

/** @implements {SocketObserver} */
export class ServerProbe {
  /** @type {RTCIceServer[] | null} null: not told yet */
  #servers = null;
  /** @type {Set<() => void>} */
  #onpong = new Set();
  /** @type {Set<() => void>} */
  #ononline = new Set();
  #socket;

  /** @param {SocketLike} socket that this probe observes; its creator adds the probe as an observer */
  constructor(socket) {
    this.#socket = socket;
  }

  get online() {
    return this.#socket.online;
  }

  get servers() {
    return this.#servers ?? [];
  }

  /** @param {Message} message */
  onMessage({ type, ice, servers }) {
    if (type === "hello") this.#servers = ice?.servers ?? [];
    if (type === "ice") this.#servers = servers;
  }

  /** @param {boolean} online */
  onOnline(online) {
    if (online) for (const tell of this.#ononline) tell();
  }

  onPong() {
    for (const tell of this.#onpong) tell();
  }

  /** Milliseconds; null if the server does not answer. @param {import("../cleanup.js").Cleanup} cleanup */
  async roundTrip(cleanup) {
    if (!this.online) {
      this.#socket.check();
      await this.#next(this.#ononline, CONNECT_MS, cleanup);
    }
    const times = [];
    for (let count = 0; count < PINGS && this.online; count += 1) {
      const answered = this.#next(this.#onpong, ANSWER_MS, cleanup);
      const started = performance.now();
      this.#socket.send(ping(document.hidden));
      if (!(await answered)) break;
      times.push(performance.now() - started);
    }
    return times.sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? null;
  }

  /** @param {Set<() => void>} listeners @param {number} limit milliseconds @param {import("../cleanup.js").Cleanup} cleanup */
  async #next(listeners, limit, cleanup) {
    /** @type {() => void} */
    let tell = () => {};
    const told = new Promise((resolve) => {
      tell = () => resolve(true);
    });
    listeners.add(tell);
    const found = await Promise.race([told, cleanup.wait(limit)]);
    listeners.delete(tell);
    return Boolean(found);
  }
}
