/**
 * Hands the peer's candidates to ICE, the likely ones first, and no faster than it checks them.
 *
 * ICE makes a pair of each address here and each candidate, and checks 20 pairs a second, those of hosts first. If both
 * machines have 30 addresses, as with VPNs and containers, the pair that works would come after 900 others.
 */

import { Timers } from "../../lib/timing/timers.js";
import { familyOf, isHidden, isPublic, networkOf, parse, separate, ufragOf } from "./candidate.js";

/** Milliseconds for each pair: some more than the 50 to 60 in which browsers check one. */
const PAIR_MS = 80;
/** With so many milliseconds of pairs ahead, ICE still gets the next candidate: ordinary calls wait for nothing. */
const AHEAD_MS = 960;
/** The addresses here are found one after the other, within so many milliseconds. */
const OWN_MS = 20;
/** With more addresses here than this, the peer's private ones wait until it is known which of them leads outside. */
const FEW = 6;
const OUTSIDE_MS = 300;

/** The first goes at once. */
const RANKS = /** @type {const} */ (["now", "relay", "default", "near", "other", "tried"]);

/** @typedef {typeof RANKS[number]} Rank */

export class RemoteCandidates {
  /** @type {Map<string, RTCIceCandidateInit>} in the order in which they came */
  #waiting = new Map();
  /** @type {Candidate[]} of this side */
  #own = [];
  /** @type {Candidate[]} */
  #remote = [];
  /** Private addresses that ICE has got, before a restart as well: then it is the turn of others. */
  #tried = new Set();
  /** @type {string | undefined} */
  #ufrag;
  /** When the first of the peer's candidates came. @type {number | null} */
  #began = null;
  /** When the addresses here will be known. */
  #knownAt = Infinity;
  /** When ICE got the first that can be reached from outside. @type {number | null} */
  #outsideAt = null;
  /** When ICE will have checked the private addresses that it got. */
  #busyUntil = 0;
  #timers = new Timers();
  #add;
  #isDirect;
  #now;

  /**
   * @param {object} parts
   * @param {(candidate: RTCIceCandidateInit) => void} parts.add
   * @param {() => boolean} parts.isDirect whether a path without a relay is in use
   * @param {() => number} [parts.now] milliseconds
   */
  constructor({ add, isDirect, now = () => performance.now() }) {
    this.#add = add;
    this.#isDirect = isDirect;
    this.#now = now;
  }

  /** @param {RTCIceCandidate | null} found a candidate of this side */
  onOwn(found) {
    const candidate = parse(found?.candidate ?? "");
    if (!candidate) return;
    const isNew = candidate.type === "host" && !this.#own.some(({ address }) => address === candidate.address);
    if (isNew || this.#knownAt === Infinity) this.#knownAt = this.#now() + OWN_MS;
    this.#own.push(candidate);
    this.advance();
  }

  /**
   * A description of the peer.
   * @param {RTCSessionDescriptionInit} description
   * @returns {RTCSessionDescriptionInit} what is to be applied; its candidates follow
   */
  onDescription({ type, sdp }) {
    const separated = separate(sdp);
    const ufrag = ufragOf(sdp);
    if (ufrag !== this.#ufrag) this.#startAgain();
    this.#ufrag = ufrag;
    for (const candidate of separated.candidates) this.#enqueue(candidate);
    return { type, sdp: separated.sdp };
  }

  /** @param {RTCIceCandidateInit} candidate of the peer */
  onCandidate(candidate) {
    this.#enqueue(candidate);
    this.advance();
  }

  /** Adds what is due. */
  advance() {
    this.#timers.clear("next");
    for (;;) {
      const next = this.#likeliest();
      if (!next) return;
      const wait = this.#wait(next);
      if (wait > 0) {
        if (wait < Infinity) this.#timers.after("next", wait, () => this.advance());
        return;
      }
      this.#waiting.delete(next.key);
      this.#count(next);
      this.#add(next.init);
    }
  }

  close() {
    this.#timers.clearAll();
    this.#waiting.clear();
  }

  /** What was of the peer's previous candidates is of no use after a restart. */
  #startAgain() {
    this.#waiting.clear();
    this.#remote = [];
    this.#began = this.#outsideAt = null;
    this.#busyUntil = 0;
  }

  /** @param {RTCIceCandidateInit} init */
  #enqueue(init) {
    const candidate = parse(init.candidate ?? "");
    if (!candidate) {
      // The end of candidates would be news too early while some of them wait.
      if (init.candidate) this.#add(init);
      return;
    }
    this.#began ??= this.#now();
    this.#remote.push(candidate);
    this.#waiting.set(`${init.sdpMid} ${init.candidate}`, init);
  }

  #likeliest() {
    const ranked = [...this.#waiting].map(([key, init]) => {
      const candidate = /** @type {Candidate} */ (parse(init.candidate ?? ""));
      return { key, init, candidate, rank: this.#rank(candidate) };
    });
    return ranked.sort((one, other) => RANKS.indexOf(one.rank) - RANKS.indexOf(other.rank))[0];
  }

  /** @param {Candidate} candidate @returns {Rank} */
  #rank({ type, protocol, address }) {
    if (type === "relay") return "relay";
    // A browser makes no pairs for its peer's TCP.
    if (type !== "host" || protocol !== "udp" || isPublic(address)) return "now";
    if (isHidden(address) || this.#remote.some(({ related }) => related === address)) {
      return this.#isBehindSameAddress() ? "now" : "default";
    }
    if (this.#tried.has(address)) return "tried";
    return this.#own.some((own) => networkOf(own.address) === networkOf(address)) ? "near" : "other";
  }

  /** Whether both sides are behind the same router, as far as is known. */
  #isBehindSameAddress() {
    const outside = this.#remote.filter(({ type }) => type === "srflx").map(({ address }) => address);
    return this.#own.some(({ type, address }) => type === "srflx" && outside.includes(address));
  }

  /** The pairs that a candidate makes. @param {Candidate} candidate */
  #pairs({ protocol, address }) {
    const family = familyOf(address);
    if (protocol !== "udp") return 0;
    const own = this.#own.filter((one) => one.type === "host" && one.protocol === "udp");
    return new Set(own.map((one) => one.address).filter((one) => familyOf(one) === family)).size;
  }

  /** Milliseconds until a candidate may be added. @param {{ candidate: Candidate, rank: Rank }} next */
  #wait({ candidate, rank }) {
    if (rank === "now") return 0;
    // A path without a relay is good enough. In case it breaks, ICE has the relay and the usual address.
    if (rank !== "relay" && rank !== "default" && this.#isDirect()) return Infinity;
    const pairs = this.#pairs(candidate);
    const busyUntil = this.#checkedAt(candidate) - (pairs * PAIR_MS > AHEAD_MS ? 0 : AHEAD_MS);
    const due = Math.max(this.#knownAt, busyUntil);
    const knowsOutside = this.#remote.some(({ type }) => type !== "host");
    if (pairs <= FEW || knowsOutside) return due - this.#now();
    return Math.max(due, (this.#began ?? 0) + OUTSIDE_MS) - this.#now();
  }

  /** When ICE will have checked what it got. What went at once counts once. @param {Candidate} candidate */
  #checkedAt(candidate) {
    if (this.#outsideAt === null) return this.#busyUntil;
    const outside = Math.max(this.#outsideAt, this.#knownAt) + this.#pairs(candidate) * PAIR_MS;
    return Math.max(this.#busyUntil, outside);
  }

  /** @param {{ candidate: Candidate, rank: Rank }} added what ICE checks from now on */
  #count({ candidate, rank }) {
    const now = this.#now();
    if (rank !== "now") {
      this.#busyUntil = Math.max(now, this.#checkedAt(candidate)) + this.#pairs(candidate) * PAIR_MS;
      this.#tried.add(candidate.address);
    } else if (candidate.protocol === "udp") this.#outsideAt ??= now;
  }
}
