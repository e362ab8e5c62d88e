/** Reads candidate lines (RFC 8839, section 5.1), and takes them out of a description. */

const LINE = /^(?:a=)?candidate:\S+ \d+ (\S+) \d+ (\S+) \d+ typ (\S+)(?:.*? raddr (\S+))?/i;
/** Private, shared, link-local and loopback addresses (RFC 6890). */
const PRIVATE =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe[89ab]|::1$)/i;

/** @param {string} line @returns {Candidate | null} null if it is none */
export function parse(line) {
  const [, protocol, address, type, related] = LINE.exec(line) ?? [];
  if (!protocol || !address || !type) return null;
  return { protocol: protocol.toLowerCase(), address, type, related: related ?? null };
}

/** Whether a browser hides the address behind a name. @param {string} address */
export const isHidden = (address) => address.endsWith(".local");

/** Whether everybody can send to it. @param {string} address */
export const isPublic = (address) => !isHidden(address) && !PRIVATE.test(address);

/** Sockets send only to addresses of their own family. @param {string} address */
export const familyOf = (address) => (address.includes(":") ? "IPv6" : "IPv4");

/**
 * The network that an address probably belongs to: most in use have 24 bits, or 64 with IPv6.
 * @param {string} address
 */
export function networkOf(address) {
  if (!address.includes(":")) return address.replace(/\.\d+$/, "");
  const [head = "", tail] = address.toLowerCase().split("::");
  const given = head.split(":");
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - given.length - tail.split(":").length)).fill("0");
  return [...given, ...zeros].slice(0, 4).join(":");
}

/** The value of the first such line. @param {string} sdp @param {string} name */
const attribute = (sdp, name) => sdp.match(new RegExp(`^a=${name}:(\\S+)`, "m"))?.[1];

/** The user name that ICE has for this side's candidates: another one after a restart. @param {string} [sdp] */
export const ufragOf = (sdp = "") => attribute(sdp, "ice-ufrag");

/** The description without candidates, and these as if they had come one by one. @param {string} [sdp] */
export function separate(sdp = "") {
  /** @type {RTCIceCandidateInit[]} */
  const candidates = [];
  const sections = sdp.split(/^(?=m=)/m);
  sections.slice(1).forEach((section, sdpMLineIndex) => {
    for (const [, candidate] of section.matchAll(/^a=(candidate:.*?)\r?$/gm)) {
      candidates.push({ candidate, sdpMid: attribute(section, "mid") ?? null, sdpMLineIndex });
    }
  });
  return { sdp: sdp.replace(/^a=(?:candidate:|end-of-candidates).*\r?\n/gm, ""), candidates };
}
