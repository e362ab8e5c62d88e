/** The pages' own way to each other in one call, over whatever peer connection the call has now; it knows not what is said on it. */

/** Both sides open it under this number, with no message of the data channel's own protocol (WebRTC 1.0, section 6.1). */
export const CHANNEL = { label: "videochat", options: { negotiated: true, id: 1 } };
/** Characters of one message: what a page of ours never exceeds. */
const MAX_MESSAGE = 64 * 1024;
/** Bytes that wait to be sent above which a sender of much should pause, and below which it goes on. */
export const HIGH_WATER = 1024 * 1024;
const LOW_WATER = 256 * 1024;

/** @typedef {(message: any) => void} Handler what came was checked for its type only */

export class DataChannel {
  /** @type {RTCDataChannel | null} */
  #wire = null;
  /** Whether the peer's page has greeted on this wire: a five-message client never does. */
  #greeted = false;
  /** @type {Map<string, Handler>} */
  #handlers = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** Whether what is sent now will be heard by a page like this one. */
  get open() {
    return this.#greeted && this.#wire?.readyState === "open";
  }

  /** @param {RTCDataChannel} wire of a new peer connection; the one before counts no more */
  attach(wire) {
    this.detach();
    this.#wire = wire;
    wire.binaryType = "arraybuffer";
    wire.bufferedAmountLowThreshold = LOW_WATER;
    wire.onopen = () => this.#hello();
    wire.onclose = () => this.detach();
    wire.onmessage = ({ data }) => this.#onData(data);
    if (wire.readyState === "open") this.#hello();
  }

  detach() {
    if (!this.#wire) return;
    this.#wire.onopen = this.#wire.onclose = this.#wire.onmessage = this.#wire.onbufferedamountlow = null;
    this.#wire = null;
    this.#greeted = false;
    this.#tell();
  }

  /** What to do with messages of a type; `bytes` are ArrayBuffers. @param {string} type @param {Handler} handler */
  on(type, handler) {
    this.#handlers.set(type, handler);
  }

  /** Called whenever `open` may have changed. @param {() => void} listener */
  onchange(listener) {
    this.#listeners.add(listener);
  }

  /** False where nobody would have heard it. @param {{ type: string } & Record<string, unknown>} message */
  send(message) {
    if (!this.open) return false;
    this.#wire?.send(JSON.stringify(message));
    return true;
  }

  /** @param {ArrayBuffer} bytes */
  sendBytes(bytes) {
    if (!this.open) return false;
    this.#wire?.send(bytes);
    return true;
  }

  /** Resolves when there is room for more, or nobody to send it to. @returns {Promise<void>} */
  room() {
    const wire = this.#wire;
    if (!wire || wire.bufferedAmount < HIGH_WATER) return Promise.resolve();
    return new Promise((resolve) => {
      wire.onbufferedamountlow = () => resolve();
      wire.addEventListener("close", () => resolve(), { once: true });
    });
  }

  #hello() {
    this.#wire?.send(JSON.stringify({ type: "hello" }));
  }

  /** @param {string | ArrayBuffer} data */
  #onData(data) {
    if (typeof data !== "string") return this.#handlers.get("bytes")?.(data);
    const message = parse(data);
    if (message?.type === "hello" && !this.#greeted) {
      this.#greeted = true;
      this.#tell();
    } else if (message) this.#handlers.get(message.type)?.(message);
  }

  #tell() {
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
