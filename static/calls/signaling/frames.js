/** Checks the server's frames, the messages of docs/protocol.md that this page receives. */

export const SERVER_TYPES = [
  "queued",
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
  direct: perhaps(flag),
});

/** @type {Record<string, Record<string, Check>>} */
export const SERVER_FIELDS = {
  queued: {},
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
    network: perhaps(text),
    list_in: perhaps(number),
  },
  login: { success: flag },
  calling: {
    call: text,
    name: text,
    display: perhaps(text),
    picture: perhaps(text),
    left: number,
    direct: perhaps(flag),
  },
  ringing: { call: text },
  offer: {
    name: text,
    display: perhaps(text),
    picture: perhaps(text),
    offer: description("offer"),
    call: text,
    left: perhaps(number),
    video: perhaps(flag),
    direct: perhaps(flag),
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
    replaces: perhaps(text),
    closed: perhaps(flag),
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
