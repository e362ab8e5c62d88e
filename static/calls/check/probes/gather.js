/** Asks one STUN or TURN server for a candidate, with a peer connection for that alone. */

import { tryOrUndefinedAsync } from "../../lib/browser/try_or_undefined.js";

/** The type of a candidate (RFC 8839, section 5.1); older browsers have it only in the line. @param {RTCIceCandidate} candidate */
const typeOf = ({ type, candidate }) => type ?? / typ (\w+)/.exec(candidate)?.[1] ?? "";

/**
 * Resolves when the wanted candidate is there, when there will be no more, or after the time limit.
 * @param {RTCIceServer} server with one URL
 * @param {{ wanted: "srflx" | "relay", limit: number, cleanup: import("../cleanup.js").Cleanup }} options `limit`: milliseconds
 * @returns {Promise<Gathering>}
 */
export async function gather(server, { wanted, limit, cleanup }) {
  const iceTransportPolicy = wanted === "relay" ? "relay" : "all";
  const pc = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy });
  const part = cleanup.part();
  part.add(() => pc.close());
  /** @type {Gathering} */
  const found = { types: [], after: null, errors: [], complete: false };
  const started = performance.now();
  const ended = new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
    pc.onicecandidateerror = ({ errorCode }) => found.errors.push(errorCode);
    pc.onicecandidate = ({ candidate }) => {
      // An empty line ends the candidates of one generation (RFC 8838, section 8.2).
      if (candidate && !candidate.candidate) return;
      const type = candidate && typeOf(candidate);
      if (type && !found.types.includes(type)) found.types.push(type);
      if (type === wanted) found.after ??= performance.now() - started;
      found.complete = candidate === null;
      if (found.complete || type === wanted) resolve();
    };
  });
  pc.createDataChannel("check");
  await pc.setLocalDescription(await pc.createOffer());
  await Promise.race([ended, part.wait(limit)]);
  part.end();
  return found;
}

/** Whether this browser can make a peer connection. */
export const canConnect = () =>
  tryOrUndefinedAsync(() => {
    new RTCPeerConnection().close();
    return true;
  });
