/** Streams a file over the channel in chunks, from the offset that the peer asks for, within the congestion window. */

import { settleWithin } from "../../../lib/timing/timers.js";
import { CHUNK, CongestionWindow } from "./congestion_window.js";

/** Bytes read at once: reading chunk by chunk would take longer than sending them. */
const BLOCK = 64 * CHUNK;
/** A file on a drive that is gone may never be read. */
const READ_MS = 30_000;

export class ChunkStream {
  #channel;
  #file;
  #start;
  #now;
  #window;
  #stopped = false;
  /** Ends the wait for room in the window. */
  #wake = () => {};

  /**
   * @param {{ channel: ChannelLike, file: File, start: number, now(): number }} parts `start`: an offset in bytes; `now` in milliseconds
   */
  constructor({ channel, file, start, now }) {
    this.#channel = channel;
    this.#file = file;
    this.#start = start;
    this.#now = now;
    this.#window = new CongestionWindow(start);
  }

  /** Sends the file to its end. False where it was stopped before; throws where the file cannot be read. */
  async run() {
    const { size } = this.#file;
    for (let start = this.#start; start < size; start += BLOCK) {
      const reading = this.#file.slice(start, Math.min(size, start + BLOCK)).arrayBuffer();
      const block = await settleWithin(reading, READ_MS);
      if (!block) throw new Error("reading the file takes too long");
      if (!(await this.#sendBlock(block, start))) return false;
    }
    return !this.#stopped;
  }

  /** @param {number} offset up to which the peer has the file */
  onAcknowledged(offset) {
    this.#window.onAcknowledged(offset, this.#now());
    this.#wake();
  }

  stop() {
    this.#stopped = true;
    this.#wake();
  }

  /** False where the stream was stopped. @param {ArrayBuffer} block @param {number} start its offset in the file */
  async #sendBlock(block, start) {
    for (let at = 0; at < block.byteLength; at += CHUNK) {
      while (!this.#stopped && !this.#window.hasRoom)
        await new Promise((resolve) => (this.#wake = () => resolve(null)));
      await this.#channel.bufferDrained();
      if (this.#stopped) return false;
      this.#channel.sendBytes(block.slice(at, at + CHUNK));
      this.#window.onSent(Math.min(this.#file.size, start + at + CHUNK), this.#now());
    }
    return true;
  }
}
