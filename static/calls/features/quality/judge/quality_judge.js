/** Judges a call from second to second: the level of both directions as both pages see them, and the cause. */

import { assessInbound, assessOutbound } from "./assessment.js";
import { Bandwidth } from "./bandwidth.js";
import { causeOf, worseDirection } from "./cause.js";
import { expectedLate, RoundTrips } from "./expected_late.js";
import { Hysteresis } from "./hysteresis.js";
import { isWorse, worse } from "./levels.js";
import { RecentMetrics } from "./recent_metrics.js";
import { SteadyCause } from "./steady_cause.js";

/** The first seconds of a call are not judged: connections start slowly. */
const WARM_UP = 3;

const GOOD = { level: /** @type {Level} */ ("good"), why: null };

/**
 * @typedef {object} JudgeFacts
 * @property {PeerQuality | null} peer
 * @property {(expected: number) => number} weigh how far this side's way to the server speaks for a fault of its own line,
 *   if that fault makes a share of `expected` of the pongs late
 * @property {number} wanted bits a second that the page lets the video take
 * @property {VideoFlow} flow whether the page holds the video back because of this side's line
 */

export class QualityJudge {
  #recent = new RecentMetrics();
  #inbound = new Hysteresis();
  #outbound = new Hysteresis();
  #roundTrips = new RoundTrips();
  #bandwidth = new Bandwidth();
  #cause = new SteadyCause();
  #seconds = 0;

  /** Whether something may be wrong, before it has lasted for long enough to be told. */
  get amiss() {
    return this.#inbound.amiss || this.#outbound.amiss;
  }

  /** Whether the call is old enough to be judged. */
  get warm() {
    return this.#seconds > WARM_UP;
  }

  /** @param {Metrics} metrics @param {JudgeFacts} facts @returns {Judgement} */
  push(metrics, { peer, weigh, ...sending }) {
    const seconds = metrics.gap ?? 0;
    this.#seconds += seconds;
    const recent = this.#recent.push(peer ? withoutOldLoss(metrics) : metrics);
    const excess = this.#roundTrips.excess(metrics);
    const bandwidth = this.#bandwidth.push(metrics, { ...sending, excess });
    const own = this.warm ? this.#inbound.push((before) => assessInbound(recent, before), seconds) : GOOD;
    const sent = this.warm ? this.#outbound.push((before) => assessOutbound(recent, before, bandwidth), seconds) : GOOD;
    const [inbound, outbound] = [asPeerSends(own, peer), asPeerReceives(sent, peer)];
    const level = worse(inbound.level, outbound.level);
    const line = Math.round(weigh(expectedLate(metrics, excess, peer?.inbound)));
    const relayed = metrics.path?.relayed ?? false;
    const cause = level === "good" ? null : causeOf({ inbound, outbound, line, peer, relayed, held: this.#cause.held });
    return {
      level,
      cause: this.#cause.push(cause, seconds),
      direction: worseDirection(inbound, outbound),
      bothDirections: inbound.level !== "good" && outbound.level !== "good",
      inbound: own,
      outbound: sent,
      line,
    };
  }
}

/**
 * Of the sound alone the browser knows only what was lost in five seconds, and only afterwards. A page like this one tells sooner.
 * @param {Metrics} metrics @returns {Metrics}
 */
function withoutOldLoss(metrics) {
  const { outbound } = metrics;
  return outbound.video || outbound.screen ? metrics : { ...metrics, outbound: { ...outbound, loss: null } };
}

/**
 * What this side sends, as the peer receives it. A delay, or a computer that is too slow to show it, says nothing about the sending.
 * @param {Assessment} own @param {PeerQuality | null} peer @returns {Assessment}
 */
function asPeerReceives(own, peer) {
  if (!peer || peer.inbound.why === "computer" || peer.inbound.why === "delay") return own;
  return isWorse(peer.inbound.level, own.level) ? peer.inbound : own;
}

/** Only the sender knows for which video there was no room. @param {Assessment} own @param {PeerQuality | null} peer @returns {Assessment} */
function asPeerSends(own, peer) {
  return peer?.outbound.why === "narrow" && isWorse(peer.outbound.level, own.level) ? peer.outbound : own;
}
