/** Sorts the URLs of ICE servers by what they test. */

/**
 * TURN over TLS is `turns:`; otherwise `transport` tells, UDP by default (RFC 7065, section 3.1).
 * @param {string} url
 * @returns {"stun" | RelayTransport | null} null: not an ICE server
 */
export function kindOfUrl(url) {
  const lower = url.toLowerCase();
  const [scheme] = lower.split(":");
  if (scheme === "stun" || scheme === "stuns") return "stun";
  if (scheme === "turns") return "tls";
  if (scheme !== "turn") return null;
  return /[?&]transport=tcp\b/.test(lower) ? "tcp" : "udp";
}

/**
 * A server with one URL for each that fits.
 * @param {RTCIceServer[]} servers
 * @param {"stun" | RelayTransport} kind
 * @returns {RTCIceServer[]}
 */
export const serversOf = (servers, kind) =>
  servers.flatMap(({ urls, ...credentials }) =>
    [urls]
      .flat()
      .filter((url) => kindOfUrl(url) === kind)
      .map((url) => ({ urls: url, ...credentials })),
  );
