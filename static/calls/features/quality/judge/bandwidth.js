/** Judges whether the line that this side sends on is too narrow for its video, and whether it is wide again. */

import { LEVELS, worse } from "./levels.js";

/**
 * Bits a second available to a video that the browser has scaled down for lack of bandwidth. `wanted`: the share of the video's
 * limit that is always enough. `end`: the factor above which a level ends, so that it does not change back and forth.
 */
const LIMITS = { weak: 400_000, poor: 120_000, wanted: 1.5, end: 1.25 };
/** @type {Record<VideoFlow, Level>} */
const FLOWS = { open: "good", reduced: "weak", held: "poor", probing: "poor", yielding: "weak" };
/** Seconds for which an estimate is remembered. */
const MEMORY = 8;
/** The browser's estimate rises slowly. On a line that is wide again it passes those of the last seconds by this factor ... */
const WIDER = 1.15;
/** ... and for these seconds nothing is lost, and nothing waits in a queue (a share, and seconds). */
const CLEAR = { seconds: 2, loss: 0.01, queued: 0.1 };

/**
 * A small picture that is on its way back is no weak line any more once there is room for a larger one.
 * @param {VideoFlow} flow @param {number | null} available
 */
function flowLevel(flow, available) {
  const level = FLOWS[flow];
  return level === "weak" && (available ?? 0) >= LIMITS.end * LIMITS.weak ? "good" : level;
}

export class Bandwidth {
  /** @type {Level} */
  #before = "good";
  /** The estimates of the narrow line, newest last; `age`: seconds. @type {{ age: number, available: number }[]} */
  #estimates = [];
  /** Seconds without trouble. */
  #clear = 0;
  #wide = false;

  /**
   * @param {Metrics} metrics
   * @param {{ wanted: number, flow: VideoFlow, excess: number }} facts `wanted`: bits a second that the page lets the video take;
   *   `flow`: whether it holds the video back; `excess`: seconds that the round trip is longer than the best one
   * @returns {Level}
   */
  push({ outbound, available, gap }, { wanted, flow, excess }) {
    this.#before = worse(flowLevel(flow, available), this.#levelOf(outbound.limitation, available, wanted));
    const troubled = FLOWS[flow] === "poor" || excess >= CLEAR.queued || (outbound.loss ?? 0) >= CLEAR.loss;
    this.#clear = troubled ? 0 : this.#clear + (gap ?? 0);
    if (this.#before === "good") this.#forget();
    else this.#compare(available ?? 0, gap ?? 0);
    return this.#wide ? "good" : this.#before;
  }

  /**
   * The limitation alone says little: the browser also names "bandwidth" while it is still probing, and where this page
   * has set the limit.
   * @param {string | null} limitation
   * @param {number | null} available
   * @param {number} wanted
   * @returns {Level}
   */
  #levelOf(limitation, available, wanted) {
    if (limitation !== "bandwidth" || available === null) return "good";
    const margin = (/** @type {Level} */ level) =>
      LEVELS.indexOf(this.#before) >= LEVELS.indexOf(level) ? LIMITS.end : 1;
    if (available < LIMITS.poor * margin("poor")) return "poor";
    return available < Math.min(LIMITS.weak, LIMITS.wanted * wanted) * margin("weak") ? "weak" : "good";
  }

  #forget() {
    this.#estimates = [];
    this.#wide = false;
  }

  /** @param {number} available @param {number} seconds */
  #compare(available, seconds) {
    const aged = this.#estimates.map((one) => ({ ...one, age: one.age + seconds }));
    this.#estimates = [...aged.filter(({ age }) => age < MEMORY), { age: 0, available }];
    const before = this.#estimates.filter(({ age }) => age >= CLEAR.seconds).map((one) => one.available);
    const wider = before.length > 0 && available > WIDER * Math.max(...before);
    this.#wide = this.#clear >= CLEAR.seconds && (this.#wide || wider);
  }
}
