/** Calls that this page is not in: offers and candidates that wait, and the calls that are over. */

import { CallStorage } from "./call_storage.js";

const MAX_CALLS = 8;
/** Characters of the candidates of one call. A machine with 30 addresses has some hundred candidates, of 200 characters each. */
const MAX_CANDIDATES = 512 * 1024;
const MAX_OVER = 50;

/**
 * `until`: it rings until then, in this page's milliseconds.
 * @typedef {{ name: string, video: boolean, direct: boolean, until: number | null, offer: RTCSessionDescriptionInit | null, candidates: RTCIceCandidateInit[] }} PendingCall
 */

export class PendingCalls {
  /** @type {Map<string, PendingCall>} */
  #calls = new Map();
  /** Characters of the candidates of each call. @type {WeakMap<RTCIceCandidateInit[], number>} */
  #sizes = new WeakMap();
  /** @type {Map<string, boolean>} whether this page itself left the call */
  #over = new Map();
  #storage;

  /** @param {CallStorage} storage the calls that were left before the page was reloaded */
  constructor(storage = new CallStorage(null)) {
    this.#storage = storage;
    for (const call of storage.leftCalls) this.#over.set(call, true);
  }

  /**
   * An offer for a call that is over comes late, and is dropped.
   * @param {string} call
   * @param {Partial<PendingCall>} pending
   */
  setOffer(call, { name, offer, video = true, direct = false, until = null }) {
    if (!this.isOver(call)) Object.assign(this.#get(call), { name, offer, video, direct, until });
  }

  /** @param {string} call @param {RTCIceCandidateInit} candidate */
  addCandidate(call, candidate) {
    if (this.isOver(call)) return;
    const { candidates } = this.#get(call);
    const size = (this.#sizes.get(candidates) ?? 0) + JSON.stringify(candidate).length;
    if (size > MAX_CANDIDATES) return;
    this.#sizes.set(candidates, size);
    candidates.push(candidate);
  }

  /** @param {string} former @param {string} name */
  rename(former, name) {
    for (const pending of this.#calls.values()) if (pending.name === former) pending.name = name;
  }

  /** The last offer of a call that waits; null if none has come. @param {string} call */
  offerOf(call) {
    return this.#calls.get(call)?.offer ?? null;
  }

  /** Removes a call, and returns what has arrived for it. @param {string} call */
  remove(call) {
    const pending = this.#get(call);
    this.#calls.delete(call);
    return pending;
  }

  /**
   * The first call that waits and has an offer.
   * @returns {{ id: string, name: string, video: boolean, direct: boolean, until: number | null } | null}
   */
  waiting() {
    for (const [id, { name, offer, video, direct, until }] of this.#calls)
      if (offer) return { id, name, video, direct, until };
    return null;
  }

  /**
   * The server has no other live call, so drop the other pending calls and forget the calls that
   * were left.
   * @param {string} [call]
   */
  keepOnly(call) {
    this.#storage.leftCalls = this.#storage.leftCalls.filter((id) => id === call);
    for (const id of this.#calls.keys()) if (id !== call) this.#calls.delete(id);
  }

  /** The call is over for this page. @param {string} call @param {boolean} mine whether this page left it */
  close(call, mine) {
    this.#calls.delete(call);
    this.#over.set(call, mine);
    trim(this.#over, MAX_OVER);
    if (mine) this.#storage.leftCalls = [...this.#storage.leftCalls.filter((id) => id !== call), call].slice(-MAX_OVER);
  }

  /** This page joins a call again that it may have been in before. @param {string} call */
  reopen(call) {
    this.#over.delete(call);
    this.#storage.leftCalls = this.#storage.leftCalls.filter((id) => id !== call);
  }

  /** Whether this page has left a call that may still be alive. @param {string} call */
  hasLeft(call) {
    return this.#over.get(call) ?? false;
  }

  /** Whether the call is over for this page. @param {string} call */
  isOver(call) {
    return this.#over.has(call);
  }

  /** @param {string} call */
  #get(call) {
    const known = this.#calls.get(call);
    if (known) return known;
    const pending = { name: "", video: true, direct: false, until: null, offer: null, candidates: [] };
    this.#calls.set(call, pending);
    trim(this.#calls, MAX_CALLS);
    return pending;
  }
}

/** Maps keep their order, so the oldest entry goes. @param {Map<string, unknown>} map @param {number} size */
function trim(map, size) {
  const [oldest] = map.keys();
  if (map.size > size && oldest !== undefined) map.delete(oldest);
}
