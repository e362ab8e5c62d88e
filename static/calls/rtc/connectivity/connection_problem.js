/** Why two pages cannot connect: a pure function of what ICE has found out on this side, and what the peer reports. */

/** Seconds after which a connection usually is up. Until then nothing is said. */
const EXPLAIN_S = 10;
/** Seconds after which a server that has not answered is taken to be out of reach: ICE itself tries for 40. */
const NO_RESPONSE_S = 6;
/** `errorCode` of an icecandidateerror (WebRTC 1.0, section 4.8.2.3): the server cannot be reached. Others are its answer. */
const UNREACHABLE = 701;

/**
 * What a page tells its peer about its own network (docs/protocol.md), the worst first.
 * @type {readonly NetworkProblem[]}
 */
export const NETWORK_PROBLEMS = [
  "incompatible",
  "no-candidates",
  "relay-refused",
  "relay-unreachable",
  "udp-blocked",
  "relay-missing",
];

/**
 * What is wrong with this side's network, as far as it has found out.
 * @param {IceFacts} facts
 * @returns {NetworkProblem | null}
 */
export function networkProblem(facts) {
  const { local, errors, relay, stun, relayOnly } = facts;
  const final = facts.gathering === "complete" || facts.seconds >= NO_RESPONSE_S;
  if (!final) return null;
  if (relay && !local.includes("relay")) {
    if (errors.some((error) => error.relay && error.code !== UNREACHABLE)) return "relay-refused";
    if (local.length === 0 && !relayOnly) return "no-candidates";
    return "relay-unreachable";
  }
  if (local.length > 0) return !relay && stun && isUdpBlocked(facts) ? "udp-blocked" : null;
  return relayOnly ? "relay-missing" : "no-candidates";
}

/** Where a host's address is a public one, STUN adds no candidate; but then it fails with no error, either. @param {IceFacts} facts */
const isUdpBlocked = ({ local, errors, gathering }) =>
  !local.includes("srflx") && (gathering !== "complete" || errors.some(({ code }) => code === UNREACHABLE));

/**
 * What the peer's candidates tell about its network, if its page reports nothing. It has the same servers.
 * @param {IceFacts} facts
 * @returns {NetworkProblem | null}
 */
function peerNetworkProblem({ remote, relay, stun }) {
  if (remote.length === 0) return "no-candidates";
  if (remote.some((type) => type !== "host")) return null;
  if (relay) return "relay-unreachable";
  return stun ? "udp-blocked" : null;
}

/**
 * Null while there is nothing to say yet.
 * @param {IceFacts} facts
 * @param {NetworkProblem | null} reported what the peer's page reports about its network
 * @returns {ConnectionProblem | null}
 */
export function connectionProblem(facts, reported) {
  const { ice, seconds, online, described, relay } = facts;
  if (reported === "incompatible") return { side: "theirs", why: reported };
  if (seconds < EXPLAIN_S && ice !== "failed") return null;
  if (!described) return { side: "between", why: online ? "no-description" : "no-server" };
  if (ice === "connected" || ice === "completed") return { side: "between", why: "no-handshake" };
  const mine = networkProblem(facts);
  const theirs = reported ?? peerNetworkProblem(facts);
  const worst = NETWORK_PROBLEMS.find((why) => why === mine || why === theirs);
  if (worst) return { side: worst === mine ? "mine" : "theirs", why: worst };
  return { side: "between", why: relay ? "no-path" : "no-relay" };
}
