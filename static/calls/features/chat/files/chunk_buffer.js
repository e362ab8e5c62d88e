/** Collects the chunks of a file that is being received. */

/** Bytes after which chunks become a Blob, which the browser may keep on disk. */
const FLUSH_SIZE = 4 * 1024 * 1024;

export class ChunkBuffer {
  /** @type {Blob[]} */
  #parts = [];
  /** @type {ArrayBuffer[]} since the last flush */
  #chunks = [];
  #chunkBytes = 0;

  /** @param {ArrayBuffer} bytes */
  add(bytes) {
    this.#chunks.push(bytes);
    this.#chunkBytes += bytes.byteLength;
    if (this.#chunkBytes >= FLUSH_SIZE) this.#flush();
  }

  /** Everything so far. @param {string} type */
  toBlob(type) {
    this.#flush();
    return new Blob(this.#parts, { type });
  }

  clear() {
    this.#parts = this.#chunks = [];
    this.#chunkBytes = 0;
  }

  #flush() {
    if (this.#chunks.length > 0) this.#parts.push(new Blob(this.#chunks));
    this.#chunks = [];
    this.#chunkBytes = 0;
  }
}
