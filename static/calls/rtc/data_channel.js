/** The data channel between the two pages in one call. It survives when the peer connection is replaced. */

/** Negotiated: both sides open it under this id, without the data channel protocol (WebRTC 1.0, section 6.1). */
export const CHANNEL = { label: "videochat", options: { negotiated: true, id: 1 } };
/** Characters of one message. This page never sends more. */
const MAX_MESSAGE = 64 * 1024;
/** Buffered bytes above which a sender should pause, and below which it can continue. */
export const HIGH_WATER = 1024 * 1024;
const LOW_WATER = 256 * 1024;

/** @typedef {(message: any) => void} Handler only the type of a message was checked */

export class DataChannel {
  /** @type {RTCDataChannel | null} */
  #channel = null;
  /** Whether the peer's page has said hello on this channel. A five-message client never does. */
  #greeted = false;
  /** Whether this page cannot take messages yet, and so must not greet the peer's. */
  #held = false;
  /** @type {Map<string, Handler>} */
  #handlers = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** Whether a message that is sent now reaches a page like this one. */
  get open() {
    return !this.#held && this.#greeted && this.#channel?.readyState === "open";
  }

  /** Until `release`, the peer's page gets no hello, and so sends nothing that this page could not handle yet. */
  hold() {
    this.#held = true;
  }

  /** All handlers are set. */
  release() {
    if (!this.#held) return;
    this.#held = false;
    if (this.#channel?.readyState === "open") this.#hello();
    if (this.open) this.#notify();
  }

  /** @param {RTCDataChannel} channel of a new peer connection; it replaces the previous one */
  attach(channel) {
    this.detach();
    this.#channel = channel;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW_WATER;
    channel.onopen = () => this.#hello();
    channel.onclose = () => this.detach();
    channel.onmessage = ({ data }) => this.#onData(data);
    if (channel.readyState === "open") this.#hello();
  }

  detach() {
    if (!this.#channel) return;
    this.#channel.onopen = this.#channel.onclose = this.#channel.onmessage = this.#channel.onbufferedamountlow = null;
    this.#channel = null;
    this.#greeted = false;
    this.#notify();
  }

  /**
   * Sets the handler of a type of messages; the type `bytes` stands for ArrayBuffers.
   * @param {string} type
   * @param {Handler} handler
   */
  on(type, handler) {
    this.#handlers.set(type, handler);
  }

  /** Called whenever `open` may have changed. @param {() => void} listener */
  onchange(listener) {
    this.#listeners.add(listener);
  }

  /** Returns false if the channel is not open. @param {{ type: string } & Record<string, unknown>} message */
  send(message) {
    if (!this.open) return false;
    this.#channel?.send(JSON.stringify(message));
    return true;
  }

  /** @param {ArrayBuffer} bytes */
  sendBytes(bytes) {
    if (!this.open) return false;
    this.#channel?.send(bytes);
    return true;
  }

  /** Resolves when the buffer has room again, or the channel is closed. @returns {Promise<void>} */
  bufferDrained() {
    const channel = this.#channel;
    if (!channel || channel.bufferedAmount < HIGH_WATER) return Promise.resolve();
    return new Promise((resolve) => {
      channel.onbufferedamountlow = () => resolve();
      channel.addEventListener("close", () => resolve(), { once: true });
    });
  }

  #hello() {
    if (!this.#held) this.#channel?.send(JSON.stringify({ type: "hello" }));
  }

  /** @param {string | ArrayBuffer} data */
  #onData(data) {
    if (typeof data !== "string") return this.#handlers.get("bytes")?.(data);
    const message = parse(data);
    if (message?.type === "hello" && !this.#greeted) {
      this.#greeted = true;
      if (!this.#held) this.#notify();
    } else if (message) this.#handlers.get(message.type)?.(message);
  }

  #notify() {
    for (const listener of this.#listeners) listener();
  }
}

/** @param {string} text @returns {{ type: string } | null} */
function parse(text) {
  if (text.length > MAX_MESSAGE) return null;
  try {
    const message = JSON.parse(text);
    return typeof message?.type === "string" ? message : null;
  } catch {
    return null;
  }
}
