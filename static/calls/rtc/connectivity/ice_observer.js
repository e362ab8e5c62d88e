/** Observes what ICE finds out for one RTCPeerConnection. */

/** The candidate types (RFC 8839, section 5.1) in an SDP or a candidate line. @param {string | undefined} text */
const typesIn = (text = "") => [...text.matchAll(/\btyp (host|srflx|prflx|relay)\b/g)].map(([, type]) => String(type));

/** @param {string} url */
const isTurn = (url) => /^turns?:/.test(url);

/** @param {RTCIceServer[]} servers @param {(url: string) => boolean} matches */
const some = (servers, matches) => servers.some(({ urls }) => [urls].flat().some(matches));

export class IceObserver {
  /** @type {Set<string>} */
  #local = new Set();
  /** @type {Set<string>} */
  #remote = new Set();
  /** @type {IceFacts["errors"]} */
  #errors = [];
  #pc;

  /** @param {RTCPeerConnection} pc */
  constructor(pc) {
    this.#pc = pc;
    pc.addEventListener("icecandidate", ({ candidate }) => {
      for (const type of typesIn(candidate?.candidate)) this.#local.add(type);
    });
    pc.addEventListener("icecandidateerror", ({ errorCode, url }) => {
      this.#errors.push({ code: errorCode, relay: isTurn(url) });
    });
  }

  /** @param {Signal} signal of the peer */
  onSignal({ description, candidate }) {
    for (const type of typesIn(candidate?.candidate ?? description?.sdp)) this.#remote.add(type);
  }

  /** @returns {Omit<IceFacts, "seconds" | "online">} */
  facts() {
    const pc = this.#pc;
    const { iceServers = [], iceTransportPolicy } = pc.getConfiguration();
    return {
      local: [...this.#local],
      remote: [...this.#remote],
      errors: this.#errors,
      gathering: pc.iceGatheringState,
      ice: pc.iceConnectionState,
      described: Boolean(pc.remoteDescription),
      relay: some(iceServers, isTurn),
      stun: some(iceServers, (url) => /^stuns?:/.test(url)),
      relayOnly: iceTransportPolicy === "relay",
    };
  }
}
