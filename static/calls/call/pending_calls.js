/** What has come of calls that this page is not in: offers and candidates that wait, and which calls are over; it decides nothing. */

import { CallStorage } from "./call_storage.js";

const MAX_CALLS = 8;
const MAX_CANDIDATES = 100;
const MAX_OVER = 50;

/** @typedef {{ name: string, video: boolean, until: number | null, offer: RTCSessionDescriptionInit | null, candidates: RTCIceCandidateInit[] }} PendingCall `until`: it rings, in the page's own milliseconds */

export class PendingCalls {
  /** @type {Map<string, PendingCall>} */
  #letters = new Map();
  /** @type {Map<string, boolean>} whether this page itself left the call */
  #over = new Map();
  #kept;

  /** @param {CallStorage} [kept] which calls were left before the page was loaded anew */
  constructor(kept = new CallStorage(null)) {
    this.#kept = kept;
    for (const call of kept.left) this.#over.set(call, true);
  }

  /** What comes late for a call that is over is not kept. @param {string} call @param {Partial<PendingCall>} letter */
  offer(call, { name, offer, video = true, until = null }) {
    if (!this.isOver(call)) Object.assign(this.#letter(call), { name, offer, video, until });
  }

  /** @param {string} call @param {RTCIceCandidateInit} candidate */
  candidate(call, candidate) {
    if (this.isOver(call)) return;
    const { candidates } = this.#letter(call);
    if (candidates.length < MAX_CANDIDATES) candidates.push(candidate);
  }

  /** What has come for a call; it is kept no longer. @param {string} call */
  take(call) {
    const letter = this.#letter(call);
    this.#letters.delete(call);
    return letter;
  }

  /** A call that waits with its offer, if there is one. @returns {{ id: string, name: string, video: boolean, until: number | null } | null} */
  waiting() {
    for (const [id, { name, offer, video, until }] of this.#letters) if (offer) return { id, name, video, until };
    return null;
  }

  /** Forgets what waits, but for one call: by the server's word nothing else is alive, so that all else has been left for good. @param {string} [call] */
  keepOnly(call) {
    this.#kept.left = this.#kept.left.filter((id) => id === call);
    for (const id of this.#letters.keys()) if (id !== call) this.#letters.delete(id);
  }

  /** The call is over for this page. @param {string} call @param {boolean} mine whether this page has left it */
  close(call, mine) {
    this.#letters.delete(call);
    this.#over.set(call, mine);
    trim(this.#over, MAX_OVER);
    if (mine) this.#kept.left = [...this.#kept.left.filter((id) => id !== call), call].slice(-MAX_OVER);
  }

  /** The call is begun anew on this page, which may have been in it before. @param {string} call */
  reopen(call) {
    this.#over.delete(call);
    this.#kept.left = this.#kept.left.filter((id) => id !== call);
  }

  /** Whether this page has left a call that somebody may still hold to be alive. @param {string} call */
  left(call) {
    return this.#over.get(call) ?? false;
  }

  /** Whether the call is over for this page, by whoever's doing. @param {string} call */
  isOver(call) {
    return this.#over.has(call);
  }

  /** @param {string} call */
  #letter(call) {
    const known = this.#letters.get(call);
    if (known) return known;
    const letter = { name: "", video: true, until: null, offer: null, candidates: [] };
    this.#letters.set(call, letter);
    trim(this.#letters, MAX_CALLS);
    return letter;
  }
}

/** Maps keep their order, so the oldest goes. @param {Map<string, unknown>} map @param {number} size */
function trim(map, size) {
  const [oldest] = map.keys();
  if (map.size > size && oldest !== undefined) map.delete(oldest);
}
