/** Watches a connection that was never up, and says why it does not come up. */

import { Timers } from "../../lib/timing/timers.js";
import { connectionProblem, NETWORK_PROBLEMS, networkProblem } from "./connection_problem.js";

const LOOK_S = 2;

/**
 * @typedef {object} ConnectionWatchParts
 * @property {() => Omit<IceFacts, "seconds">} facts
 * @property {(problem: NetworkProblem) => void} report tells the peer what is wrong with this side's network
 * @property {(problem: ConnectionProblem | null) => void} problem null once the connection is up
 */

export class ConnectionWatch {
  #timers = new Timers();
  /** Since the current peer connection may connect. */
  #seconds = 0;
  /** @type {NetworkProblem | null} */
  #reported = null;
  /** @type {NetworkProblem | null} */
  #peerReport = null;
  /** @type {string} */
  #shown = "";
  #stopped = false;
  #parts;

  /** @param {ConnectionWatchParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** The call is accepted: the connection should come up. */
  start() {
    if (!this.#stopped && !this.#timers.has("look")) this.#lookLater();
  }

  /** A new peer connection is tried. What was said about the previous one holds until more is known. */
  restart() {
    this.#seconds = 0;
  }

  /** @param {NetworkProblem | null} problem what the peer's page says about its network */
  onPeerReport(problem) {
    if (this.#stopped || problem === this.#peerReport) return;
    this.#peerReport = problem && NETWORK_PROBLEMS.includes(problem) ? problem : null;
    this.#look();
  }

  /** The two browsers do not understand each other. */
  incompatible() {
    this.#report("incompatible");
    this.#show({ side: "mine", why: "incompatible" });
  }

  /** The connection is up. From now on it can only be lost. */
  connected() {
    this.stop();
    if (this.#shown || this.#reported) this.#parts.problem(null);
  }

  stop() {
    this.#stopped = true;
    this.#timers.clearAll();
  }

  #lookLater() {
    this.#timers.after("look", LOOK_S * 1000, () => {
      this.#seconds += LOOK_S;
      this.#lookLater();
      this.#look();
    });
  }

  #look() {
    const facts = { ...this.#parts.facts(), seconds: this.#seconds };
    const own = networkProblem(facts);
    if (own) this.#report(own);
    const problem = connectionProblem(facts, this.#peerReport);
    if (problem) this.#show(problem);
  }

  /** @param {NetworkProblem} problem */
  #report(problem) {
    if (problem === this.#reported) return;
    this.#reported = problem;
    this.#parts.report(problem);
  }

  /** @param {ConnectionProblem} problem */
  #show(problem) {
    const key = `${problem.side} ${problem.why}`;
    if (key === this.#shown) return;
    this.#shown = key;
    this.#parts.problem(problem);
  }
}
