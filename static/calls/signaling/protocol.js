/** The wire protocol of docs/protocol.md: builds the messages of this page, and checks those of the server. */

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

export const SERVER_TYPES = [
  "hello",
  "login",
  "calling",
  "ringing",
  "offer",
  "accepted",
  "answer",
  "candidate",
  "early",
  "leave",
  "going",
  "away",
  "rejoin",
  "taken",
  "elsewhere",
  "handover",
  "devices",
  "media",
  "missed",
  "people",
  "presence",
  "contact",
  "favourite",
  "person",
  "picture",
  "display",
  "do-not-disturb",
  "notify",
  "available",
  "requests",
  "renamed",
  "deleted",
  "ice",
  "pong",
  "error",
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

/** @typedef {(value: any) => boolean} Check */

/** @type {Check} */
const text = (value) => typeof value === "string";
/** @type {Check} */
const number = (value) => Number.isFinite(value);
/** @type {Check} */
const flag = (value) => typeof value === "boolean";
/** @type {Check} */
const object = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @type {(check: Check) => Check} */
const perhaps = (check) => (value) => value === undefined || value === null || check(value);
/** @type {(check: Check) => Check} */
const list = (check) => (value) => Array.isArray(value) && value.every(check);
/** @type {(type: string) => Check} */
const description = (type) => (value) => object(value) && value.type === type && text(value.sdp);
/** @type {(shape: Record<string, Check>) => Check} */
const shaped = (shape) => (value) =>
  object(value) && Object.entries(shape).every(([field, check]) => check(value[field]));

const quiet = perhaps(shaped({ left: perhaps(number), note: perhaps(text), rings: perhaps(flag) }));
const ownQuiet = { on: flag, left: perhaps(number), note: perhaps(text), favourites: flag };
const personFields = {
  name: text,
  display: perhaps(text),
  picture: perhaps(text),
  status: /** @type {Check} */ ((value) => ["online", "busy", "offline"].includes(value)),
  do_not_disturb: quiet,
  relation: perhaps(text),
  favourite: perhaps(flag),
  notify: perhaps(flag),
};
const listed = shaped({ ...personFields, section: perhaps(text), key: perhaps(text) });
const named = shaped({ name: text, display: perhaps(text), picture: perhaps(text) });
/** @type {Check} */
const role = (value) => value === "caller" || value === "callee";
const pastCall = shaped({
  role,
  video: flag,
  reason: text,
  ago: number,
  lasted: perhaps(number),
  withheld: perhaps(text),
  do_not_disturb: perhaps(flag),
});
const device = shaped({ device: text, name: text, since: number });
const ice = { servers: list(object), ttl: number };
const serverCall = shaped({
  call: text,
  name: text,
  display: perhaps(text),
  picture: perhaps(text),
  role,
  state: (value) => ["calling", "ringing", "active"].includes(value),
  video: perhaps(flag),
  here: flag,
  age: number,
  left: perhaps(number),
  device: perhaps(text),
});

/** @type {Record<string, Record<string, Check>>} */
export const SERVER_FIELDS = {
  hello: {
    name: text,
    party: text,
    call: perhaps(serverCall),
    ice: shaped(ice),
    early: perhaps(flag),
    missed: number,
    requests: perhaps(number),
    do_not_disturb: perhaps(shaped(ownQuiet)),
    available: perhaps(list(named)),
  },
  login: { success: flag },
  calling: { call: text, name: text, display: perhaps(text), picture: perhaps(text), left: number },
  ringing: { call: text },
  offer: {
    name: text,
    display: perhaps(text),
    picture: perhaps(text),
    offer: description("offer"),
    call: text,
    left: perhaps(number),
    video: perhaps(flag),
  },
  accepted: {
    call: text,
    name: text,
    needs_offer: perhaps(flag),
    video: perhaps(flag),
    connection: perhaps(text),
  },
  answer: { answer: description("answer"), call: text },
  candidate: { candidate: perhaps(object), call: text },
  early: {
    call: text,
    connection: text,
    description: perhaps((value) => description("offer")(value) || description("answer")(value)),
    candidate: perhaps(object),
  },
  leave: { call: text, name: perhaps(text), reason: perhaps(text), do_not_disturb: quiet },
  going: { call: text },
  away: { call: text },
  rejoin: { call: text, handover: perhaps(flag) },
  taken: { call: text, name: text, role, age: number, video: flag },
  elsewhere: {
    call: text,
    name: text,
    display: perhaps(text),
    picture: perhaps(text),
    active: flag,
    role: perhaps(role),
    age: perhaps(number),
    device: perhaps(text),
    video: perhaps(flag),
  },
  handover: { call: text, name: text, role, age: number, device: text, video: flag },
  devices: { devices: list(device) },
  media: { call: text, microphone: flag, camera: flag, screen: flag, network: perhaps(text) },
  missed: { call: text, name: text, reason: perhaps(text), do_not_disturb: perhaps(flag) },
  people: { query: text, page: number, pages: number, people: list(listed), keys: perhaps(list(text)) },
  presence: { people: list(listed) },
  contact: { name: text, display: perhaps(text), picture: perhaps(text), relation: text },
  favourite: { name: text, favourite: flag },
  person: { ...personFields, calls: list(pastCall) },
  picture: { name: text, picture: perhaps(text) },
  display: { name: text, display: perhaps(text) },
  "do-not-disturb": ownQuiet,
  notify: { name: text, notify: flag },
  available: { name: text, display: perhaps(text), picture: perhaps(text) },
  requests: { people: list(named) },
  renamed: { former: text, name: text },
  deleted: { name: text },
  ice,
  pong: {},
  error: { code: text, message: perhaps(text), call: perhaps(text), about: perhaps(text), reason: perhaps(text) },
};

/**
 * A frame as a message; null for unknown types and invalid fields, which are ignored.
 * @param {string} frame
 * @returns {Message | null}
 */
export function parse(frame) {
  let message;
  try {
    message = JSON.parse(frame);
  } catch {
    return null;
  }
  if (!object(message) || !text(message.type)) return null;
  const fields = Object.hasOwn(SERVER_FIELDS, message.type) && SERVER_FIELDS[message.type];
  return fields && shaped(fields)(message) ? message : null;
}
