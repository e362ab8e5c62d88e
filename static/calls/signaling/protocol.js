/** The messages of docs/protocol.md that this page sends. */

export const CLIENT_TYPES = [
  "login",
  "offer",
  "accept",
  "answer",
  "candidate",
  "early",
  "leave",
  "going",
  "ringing",
  "rejoin",
  "take",
  "handover",
  "devices",
  "flowing",
  "media",
  "people",
  "contact",
  "favourite",
  "person",
  "do-not-disturb",
  "notify",
  "requests",
  "sync",
  "ping",
];

/** @typedef {{ id: string, name: string }} Address a call and the peer in it */

/** @param {Address & { video?: boolean }} to @param {RTCSessionDescriptionInit} description @returns {Message} */
export const describe = ({ id, name, video = true }, { type, sdp }) => ({
  type,
  name,
  call: id,
  [type]: { type, sdp },
  ...(type === "offer" && !video && { video }),
});

/** @param {Address} to @param {RTCIceCandidateInit} candidate @returns {Message} */
export const candidate = ({ id, name }, candidate) => ({ type: "candidate", name, call: id, candidate });

/**
 * @param {string} call
 * @param {boolean} needsOffer
 * @param {string | null} [connection] that was made while it rang, and is used
 * @returns {Message}
 */
export const accept = (call, needsOffer, connection = null) => ({
  type: "accept",
  call,
  needs_offer: needsOffer,
  ...(connection && { connection }),
});

/**
 * A signal of a connection that is made while the call rings; an empty one asks for an offer.
 * @param {string} call
 * @param {string} connection
 * @param {Signal} signal
 * @returns {Message}
 */
export const early = (call, connection, { description, candidate }) => ({
  type: "early",
  call,
  connection,
  ...(description && { description: { type: description.type, sdp: description.sdp } }),
  ...(candidate && { candidate }),
});

/** @param {string} call @param {string} connection as in `early` @returns {Message} */
export const earlyClosed = (call, connection) => ({ type: "early", call, connection, closed: true });

/** Reasons that only this page knows, as the server is told. @type {Record<string, string>} */
const REASONS = { failed: "failed", lost: "lost", unsupported: "failed" };

/**
 * The server knows the reason by the call's state, unless the media failed.
 * @param {string} call
 * @param {string} [reason]
 * @returns {Message}
 */
export const leave = (call, reason) => ({
  type: "leave",
  call,
  ...(reason !== undefined && REASONS[reason] && { reason: REASONS[reason] }),
});

/** @param {string} call @returns {Message} */
export const going = (call) => ({ type: "going", call });

/** @param {string} call @returns {Message} */
export const ringing = (call) => ({ type: "ringing", call });

/** @param {string} call @returns {Message} */
export const rejoin = (call) => ({ type: "rejoin", call });

/**
 * Moves the call to this device.
 * @param {string} call
 * @param {string | null} device the one it was on, if known
 * @returns {Message}
 */
export const take = (call, device) => ({ type: "take", call, ...(device && { device }) });

/**
 * Asks another device of this user's to take the call.
 * @param {string} call
 * @param {string} device
 * @returns {Message}
 */
export const handover = (call, device) => ({ type: "handover", call, device });

/** Asks for this user's other devices. @returns {Message} */
export const devices = () => ({ type: "devices" });

/** Media from the peer still arrive. @param {string} call @returns {Message} */
export const flowing = (call) => ({ type: "flowing", call });

/**
 * @param {string} call
 * @param {MediaState} devices
 * @param {NetworkProblem | null} network why this side does not connect
 * @returns {Message}
 */
export const media = (call, { microphone, camera, screen }, network) => ({
  type: "media",
  call,
  microphone,
  camera,
  screen,
  ...(network && { network }),
});

/** @param {string} query @param {number} page @returns {Message} */
export const people = (query, page) => ({ type: "people", query, page, live: true });

/** @param {string} name @param {ContactAction} action @returns {Message} */
export const contact = (name, action) => ({ type: "contact", name, action });

/** @param {string} name @param {boolean} favourite @returns {Message} */
export const favourite = (name, favourite) => ({ type: "favourite", name, favourite });

/** Asks what the card of somebody shows. @param {string} name @returns {Message} */
export const person = (name) => ({ type: "person", name });

/** Asks for no more updates about somebody. @param {string} name @returns {Message} */
export const closedPerson = (name) => ({ type: "person", name, open: false });

/**
 * Calls to this user do not ring.
 * @param {{ seconds: number | null, note: string, favourites: boolean }} choice `seconds` null: until it is turned off;
 *   `favourites`: whether those ring all the same
 * @returns {Message}
 */
export const doNotDisturb = ({ seconds, note, favourites }) => ({
  type: "do-not-disturb",
  on: true,
  seconds,
  note,
  favourites,
});

/** They ring again. @returns {Message} */
export const disturb = () => ({ type: "do-not-disturb", on: false });

/** Asks to be told once when somebody is free, or cancels that. @param {string} name @param {boolean} notify @returns {Message} */
export const notify = (name, notify) => ({ type: "notify", name, notify });

/** Asks who would like to become a contact. @returns {Message} */
export const requests = () => ({ type: "requests" });

/** @returns {Message} */
export const sync = () => ({ type: "sync" });

/** @param {boolean} hidden whether the page is: its timers then run seldom @returns {Message} */
export const ping = (hidden) => ({ type: "ping", hidden });
