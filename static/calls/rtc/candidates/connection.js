/** Connects RemoteCandidates to one RTCPeerConnection. */

import { RemoteCandidates } from "./remote_candidates.js";

/** Whether media go from browser to browser, as far as this browser tells. @param {RTCPeerConnection} pc */
function isDirect(pc) {
  if (pc.connectionState !== "connected") return false;
  const pair = pc.sctp?.transport?.iceTransport.getSelectedCandidatePair?.();
  return ![pair?.local?.type, pair?.remote?.type].includes("relay");
}

/** @param {RTCPeerConnection} pc @param {(candidate: RTCIceCandidateInit) => void} add */
export function remoteCandidatesOf(pc, add) {
  const candidates = new RemoteCandidates({ add, isDirect: () => isDirect(pc) });
  pc.addEventListener("icecandidate", ({ candidate }) => candidates.onOwn(candidate));
  pc.addEventListener("connectionstatechange", () => candidates.advance());
  return candidates;
}
