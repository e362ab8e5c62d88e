/** The steps, in the order of the page. */

/** @type {CheckStepId[]} */
export const STEPS = [
  "browser",
  "secure",
  "permissions",
  "camera",
  "microphone",
  "recording",
  "speaker",
  "server",
  "stun",
  "turn-udp",
  "turn-tcp",
  "turn-tls",
  "relay",
];

/** They need the person's ears, so they begin when they are asked for. */
export const ON_REQUEST = new Set(/** @type {CheckStepId[]} */ (["recording", "speaker"]));

/** Without these there are no calls at all. */
export const ESSENTIAL = new Set(/** @type {CheckStepId[]} */ (["browser", "server"]));

/** If all that are tried fail, calls to other networks find no way. @type {CheckStepId[]} */
export const WAYS_OUT = ["stun", "turn-udp", "turn-tcp", "turn-tls"];

/** The relay may be reached in any of these ways. */
export const RELAYS = /** @type {const} */ ({ udp: "turn-udp", tcp: "turn-tcp", tls: "turn-tls" });
