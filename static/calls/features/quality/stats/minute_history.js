/** The metrics of the last minute, one for each second, however often they are measured. */

/** Seconds that the details show. */
export const HISTORY_SECONDS = 60;
/** A second may be measured a little too early. */
const EARLY = 0.25;

export class MinuteHistory {
  /** @type {(Metrics | null)[]} oldest first; null where nothing could be measured */
  seconds = Array(HISTORY_SECONDS).fill(null);
  /** Seconds that were measured since the last entry. */
  #passed = 0;
  #freezes = 0;

  /** @param {Metrics | null} metrics @param {number} seconds that they are about */
  push(metrics, seconds) {
    this.#passed += seconds;
    this.#freezes += metrics?.inbound.freezes ?? 0;
    const whole = Math.min(HISTORY_SECONDS, Math.floor(this.#passed + EARLY));
    if (whole === 0) return;
    this.#passed -= whole;
    const [first, rest] = [this.#withFreezes(metrics, this.#freezes), this.#withFreezes(metrics, 0)];
    this.#freezes = 0;
    this.seconds = [...this.seconds, first, ...Array(whole - 1).fill(rest)].slice(-HISTORY_SECONDS);
  }

  /** Each freeze is counted once. @param {Metrics | null} metrics @param {number} freezes */
  #withFreezes(metrics, freezes) {
    return metrics && { ...metrics, inbound: { ...metrics.inbound, freezes } };
  }
}
