/**
 * Holds back what a peer that bundles never uses: candidates of other media lines than the first. A machine with many
 * addresses has hundreds of them, and a description with all of them could be too large for the server.
 */

/** Without the candidates of all sections but the first. @param {string} sdp */
function withoutOtherCandidates(sdp) {
  const [session, first, ...others] = sdp.split(/^(?=m=)/m);
  return [
    session,
    first,
    ...others.map((section) => section.replace(/^a=(?:candidate|end-of-candidates).*\r?\n/gm, "")),
  ].join("");
}

/** The media lines that share one transport, the one that gives it first (RFC 9143, section 7). @param {string} [sdp] */
const bundle = (sdp = "") =>
  sdp
    .match(/^a=group:BUNDLE(.*)$/m)?.[1]
    ?.trim()
    .split(/\s+/) ?? [];

export class BundledCandidates {
  /** Whether an offer waits for its answer: until then it is unknown what the peer bundles. */
  #offered = false;
  /** @type {RTCIceCandidateInit[]} */
  #held = [];
  #send;

  /** @param {(signal: Signal) => void} send */
  constructor(send) {
    this.#send = send;
  }

  /** @param {Signal} signal of this side */
  send({ description, candidate }) {
    if (description?.type === "offer") {
      this.#offered = true;
      this.#send({ description: { type: "offer", sdp: withoutOtherCandidates(description.sdp ?? "") } });
    } else if (description) {
      this.#offered = false;
      this.#held = [];
      this.#send({ description });
    }
    if (!candidate) return;
    if (this.#offered && candidate.sdpMLineIndex) this.#held.push(candidate);
    else this.#send({ candidate });
  }

  /** A description of the peer has come. @param {RTCSessionDescriptionInit} description */
  onDescription({ type, sdp }) {
    if (type !== "answer") return;
    const [tag, ...others] = bundle(sdp);
    this.#offered = false;
    for (const candidate of this.#held.splice(0)) {
      if (candidate.sdpMid === tag || !others.includes(String(candidate.sdpMid))) this.#send({ candidate });
    }
  }
}
