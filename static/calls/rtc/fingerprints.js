/** The certificates of a peer connection, as its transports report them and not as the descriptions claim. */

import { tryOrUndefined } from "../lib/browser/try_or_undefined.js";

/** @param {BufferSource} bytes */
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** @param {Uint8Array} one @param {Uint8Array} other */
const equal = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);

/** @param {Fingerprints} one @param {Fingerprints} other */
export const samePair = (one, other) => equal(one.own, other.own) && equal(one.peer, other.peer);

/**
 * Null if the browser does not tell (Firefox), or there is no connection yet.
 * @param {RTCPeerConnection} pc
 * @returns {Promise<Fingerprints | null>}
 */
export async function fingerprintsOf(pc) {
  const [main] = certificateOf(pc.sctp?.transport);
  const own = main && tryOrUndefined(() => crypto.subtle) ? ownCertificate(await pc.getStats()) : null;
  if (!main || !own) return null;
  const peer = await sha256(main);
  // A description that does not bundle could lead sound or video another way than the data channel.
  const others = await Promise.all(
    mediaTransports(pc).map((transport) => Promise.all(certificateOf(transport).map(sha256))),
  );
  const apart = others.flat().some((other) => !equal(other, peer));
  return { own: await sha256(own), peer, apart };
}

/** The transports that carry the media. @param {RTCPeerConnection} pc */
function mediaTransports(pc) {
  const found = pc.getTransceivers().flatMap(({ sender, receiver }) => [sender.transport, receiver.transport]);
  return [...new Set(found)];
}

/**
 * The peer's own certificate, first in its chain, once the handshake is done.
 * @param {RTCDtlsTransport | null | undefined} transport
 * @returns {ArrayBuffer[]}
 */
const certificateOf = (transport) => transport?.getRemoteCertificates?.().slice(0, 1) ?? [];

/** A peer connection has one local certificate. @param {RTCStatsReport} stats */
function ownCertificate(stats) {
  const reports = new Map(/** @type {Map<string, any>} */ (stats));
  for (const { type, localCertificateId } of reports.values()) {
    const certificate = type === "transport" && reports.get(localCertificateId)?.base64Certificate;
    if (certificate) return Uint8Array.from(atob(certificate), (character) => character.charCodeAt(0));
  }
  return null;
}
