/**
 * Notices by two signs at once that the line has collapsed: little comes, and much of what should come is missing or the
 * browser sends slower. What the browser needs for its estimate passes the same line, so the estimate may come seconds later.
 */

/** Bits a second that come over a line which takes sound at most, and by how much more came before. */
const AUDIO_ONLY_BITRATE = 130_000;
const DROP_FACTOR = 4;
/**
 * A share of what should come that is missing, or of the sound that is made up: soon nearly all on a line that has
 * collapsed, though something still comes.
 * A camera that is switched off leaves no gap.
 */
const MISSED = 0.3;
/** The browser sends slower once nothing confirms what it has sent (the congestion window of libwebrtc). */
const TARGET_DROP = 0.6;
/** A share of what usually comes below which it is worth a closer look. */
const RECEIVED_DROP = 0.6;
/** Looks in a row that must show it (one is enough beside a gap), and looks after which it counts as usual. */
const LOOKS = 2;
const USUAL_LOOKS = 12;

export class Collapse {
  /** Whether one of the signs is there. */
  suspected = false;
  /** Whether much of what should have come was missing when it collapsed. */
  missing = false;
  /** Bits a second, smoothed. @type {{ received: number, target: number } | null} */
  #usual = null;
  /** Looks in a row: with little coming in, and with any sign. */
  #lowLooks = 0;
  #suspectLooks = 0;

  /** What comes or goes has another reason to change. */
  restart() {
    this.#usual = null;
    this.#lowLooks = this.#suspectLooks = 0;
    this.suspected = false;
  }

  /**
   * @param {Pick<LineState, "received" | "target" | "missed">} line
   * @param {boolean} [gap] whether either page has just seen a gap in its picture
   * @returns {boolean}
   */
  push({ received, target, missed }, gap = false) {
    this.#usual ??= { received, target: target ?? 0 };
    const usual = this.#usual;
    const targetDropped = target !== null && target <= TARGET_DROP * usual.target;
    const receivesLittle = received < AUDIO_ONLY_BITRATE && usual.received >= DROP_FACTOR * AUDIO_ONLY_BITRATE;
    this.#lowLooks = receivesLittle ? this.#lowLooks + 1 : 0;
    this.suspected = targetDropped || received < RECEIVED_DROP * usual.received;
    this.#suspectLooks = this.suspected ? this.#suspectLooks + 1 : 0;
    if (this.#suspectLooks > USUAL_LOOKS) this.restart();
    else if (!this.suspected) this.#learn(received, target ?? 0);
    this.missing = missed >= MISSED;
    return this.#lowLooks >= (gap ? 1 : LOOKS) && (targetDropped || this.missing);
  }

  /** @param {number} received @param {number} target */
  #learn(received, target) {
    const usual = this.#usual ?? { received, target };
    this.#usual = {
      received: usual.received + (received - usual.received) / 4,
      target: usual.target + (target - usual.target) / 4,
    };
  }
}
