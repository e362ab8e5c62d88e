/**
 * How many bytes of a file may be in flight: as many as the path carries without a queue, which would delay voice and messages
 * too. After LEDBAT (RFC 6817), with TCP's slow start and halving. Bytes and milliseconds.
 */

export const CHUNK = 16 * 1024;
const MIN_WINDOW = 2 * CHUNK;
const INITIAL_WINDOW = 4 * CHUNK;
const MAX_WINDOW = 1024 * 1024;
/** The queueing delay that is not to be exceeded: LEDBAT's TARGET. */
const TARGET_MS = 100;

export class CongestionWindow {
  #size = INITIAL_WINDOW;
  /** The shortest round trip so far, with empty queues. */
  #baseDelay = Number.POSITIVE_INFINITY;
  #slowStart = true;
  /** @type {{ end: number, sentAt: number }[]} by the offset at which each ends */
  #inFlight = [];
  #sent;
  #acknowledged;
  /** Data below this offset was in flight at the last halving: its delay says nothing new. */
  #recoveryPoint = 0;

  /** @param {number} offset at which sending begins */
  constructor(offset) {
    this.#sent = this.#acknowledged = offset;
  }

  /** Bytes. */
  get size() {
    return this.#size;
  }

  /** Whether one more chunk may be sent. */
  get hasRoom() {
    return this.#sent - this.#acknowledged < this.#size;
  }

  /** @param {number} end the offset at which the chunk ends @param {number} now */
  onSent(end, now) {
    this.#sent = end;
    this.#inFlight.push({ end, sentAt: now });
  }

  /** @param {number} offset up to which the peer has the file @param {number} now */
  onAcknowledged(offset, now) {
    const bytes = offset - this.#acknowledged;
    if (bytes <= 0 || offset > this.#sent) return;
    this.#acknowledged = offset;
    let delay = 0;
    while (this.#inFlight[0] && this.#inFlight[0].end <= offset)
      delay = now - /** @type {{ sentAt: number }} */ (this.#inFlight.shift()).sentAt;
    this.#baseDelay = Math.min(this.#baseDelay, delay);
    this.#adapt(bytes, delay - this.#baseDelay);
  }

  /** @param {number} bytes acknowledged @param {number} queueing delay */
  #adapt(bytes, queueing) {
    if (queueing > TARGET_MS / 2) this.#slowStart = false;
    if (queueing <= TARGET_MS) {
      const gain = (1 - queueing / TARGET_MS) * (CHUNK / this.#size);
      this.#size = Math.min(MAX_WINDOW, this.#size + bytes * (this.#slowStart ? 1 : gain));
    } else if (this.#acknowledged > this.#recoveryPoint) {
      this.#size = Math.max(MIN_WINDOW, this.#size / 2);
      this.#recoveryPoint = this.#sent;
    }
  }
}
