/** Keeps the previous peer connection until its replacement has something to show (make before break). */

import { NO_STREAMS } from "../streams.js";

const CHECK_MS = 100;
/** The new device may connect slowly. Whether the old one still serves after this time is not known. */
const TIMEOUT_MS = 10_000;
/** Connected, and still no picture: after this time the previous one is out of date. */
const PICTURE_MS = 3_000;
/**
 * @typedef {object} MakeBeforeBreakParts
 * @property {PeerConnectionLike} previous
 * @property {() => PeerConnectionLike} replacement the newest one, which may be replaced itself
 * @property {() => boolean} expectsVideo whether the peer has reported that there is something to see
 * @property {(streams: Streams) => void} done the replacement's streams can be shown
 * @property {() => void} failed the replacement is not up, and the previous one serves no longer
 */

export class MakeBeforeBreak {
  /** @type {Streams} of the replacement, not shown yet */
  #streams = NO_STREAMS;
  #up = false;
  #over = false;
  #parts;
  #timeout;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pictureTimeout;

  /** @param {MakeBeforeBreakParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#timeout = setTimeout(() => this.#end(parts.failed), TIMEOUT_MS);
  }

  /** @param {Streams} streams */
  onStreams(streams) {
    this.#streams = streams;
  }

  /** The replacement was replaced itself. */
  restart() {
    this.#up = false;
    this.#streams = NO_STREAMS;
    clearTimeout(this.#pictureTimeout);
  }

  /** The replacement is connected. */
  connected() {
    if (this.#up) return;
    this.#up = true;
    this.#pictureTimeout = setTimeout(() => this.#switch(), PICTURE_MS);
    this.#check();
  }

  close() {
    this.#end(() => {});
  }

  async #check() {
    const { replacement, expectsVideo } = this.#parts;
    const pc = replacement();
    const ready = !expectsVideo() || (await pc.framesDecoded()) > 0;
    if (this.#over || !this.#up || pc !== replacement()) return;
    if (ready) this.#switch();
    else setTimeout(() => this.#check(), CHECK_MS);
  }

  #switch() {
    this.#end(() => this.#parts.done(this.#streams));
  }

  /**
   * Calls `then` before the previous peer connection closes. Otherwise its last picture would
   * freeze in between.
   * @param {() => void} then
   */
  #end(then) {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timeout);
    clearTimeout(this.#pictureTimeout);
    then();
    this.#parts.previous.close();
  }
}
