/** Judges a call second by second: the level of both directions as both pages see them, and the cause. */

import { assessInbound, assessOutbound } from "./assessment.js";
import { causeOf, worseDirection } from "./cause.js";
import { Hysteresis } from "./hysteresis.js";
import { isWorse, worse } from "./levels.js";

/** Seconds after which another cause is named, so that the sentence does not change back and forth. */
const OTHER_CAUSE_AFTER = 3;
/** The first seconds of a call are not judged: connections start slowly. */
const WARM_UP = 3;

const GOOD = { level: /** @type {Level} */ ("good"), why: null };

export class QualityJudge {
  #inbound = new Hysteresis();
  #outbound = new Hysteresis();
  #seconds = 0;
  /** @type {Cause | null} */
  #cause = null;
  /** Seconds in a row for which another cause was found. */
  #otherCause = 0;

  /**
   * @param {Metrics} metrics
   * @param {{ slow: boolean, peer: PeerQuality | null }} facts `slow`: this side's way to the server
   * @returns {Judgement}
   */
  push(metrics, { slow, peer }) {
    this.#seconds += 1;
    const warm = this.#seconds > WARM_UP;
    const inbound = warm ? this.#inbound.push(assessInbound(metrics)) : GOOD;
    const own = warm ? this.#outbound.push(assessOutbound(metrics)) : GOOD;
    const outbound = asPeerReceives(own, peer);
    const level = worse(inbound.level, outbound.level);
    const relayed = metrics.path?.relayed ?? false;
    const cause = level === "good" ? null : causeOf({ inbound, outbound, slow, peer, relayed });
    return {
      level,
      cause: this.#steadyCause(cause),
      direction: worseDirection(inbound, outbound),
      bothDirections: inbound.level !== "good" && outbound.level !== "good",
      inbound,
      outbound: own,
    };
  }

  /** @param {Cause | null} cause */
  #steadyCause(cause) {
    this.#otherCause = cause === this.#cause ? 0 : this.#otherCause + 1;
    if (!cause || !this.#cause || this.#otherCause >= OTHER_CAUSE_AFTER) {
      this.#cause = cause;
      this.#otherCause = 0;
    }
    return this.#cause;
  }
}

/**
 * What this side sends, as the peer receives it. A delay, or a computer that is too slow to show it, says nothing about the sending.
 * @param {Assessment} own @param {PeerQuality | null} peer @returns {Assessment}
 */
function asPeerReceives(own, peer) {
  if (!peer || peer.inbound.why === "computer" || peer.inbound.why === "delay") return own;
  return isWorse(peer.inbound.level, own.level) ? peer.inbound : own;
}
