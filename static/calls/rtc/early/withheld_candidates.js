/** Holds back the caller's own addresses until Accept: a callee who does not answer sees relay candidates only. */

import { separate } from "../candidates/candidate.js";
import { relayOnly } from "./relay_only.js";

export class WithheldCandidates {
  /** @type {RTCIceCandidateInit[]} of the last description */
  #candidates = [];

  /** What may be sent while it rings. The rest is kept. @param {Signal} signal @returns {Signal[]} */
  filter(signal) {
    const { description, candidate } = signal;
    // A description that is sent again has all that were found meanwhile.
    if (description) this.#candidates = separate(description.sdp).candidates.filter(isDirect);
    if (candidate && isDirect(candidate)) this.#candidates.push(candidate);
    return relayOnly(signal);
  }

  /** What was kept, once. */
  release() {
    return this.#candidates.splice(0);
  }
}

/** @param {RTCIceCandidateInit} candidate */
const isDirect = (candidate) => relayOnly({ candidate }).length === 0;
