import assert from "node:assert/strict";
import test from "node:test";
import { parse, SERVER_FIELDS, SERVER_TYPES } from "../../static/calls/signaling/frames.js";

const CALL = "7c1f6a52-9f0e-4a57-8f6e-0a5d3f4b9c11";
const ICE = { servers: [{ urls: "stun:example.org" }], ttl: 600 };
const TRUTH = {
  call: CALL,
  name: "bob",
  role: "caller",
  state: "active",
  video: true,
  here: true,
  age: 1.5,
  left: null,
};
const VALID = [
  { type: "queued" },
  { type: "hello", name: "alice", party: "t", call: null, ice: ICE, missed: 0 },
  { type: "hello", name: "alice", party: "t", call: TRUTH, ice: ICE, missed: 2 },
  { type: "login", success: true },
  { type: "calling", call: CALL, name: "bob", left: 45 },
  { type: "ringing", call: CALL },
  { type: "offer", name: "bob", offer: { type: "offer", sdp: "v=0" }, call: CALL, left: 44.5, video: false },
  { type: "offer", name: "bob", offer: { type: "offer", sdp: "v=0" }, call: CALL },
  { type: "accepted", call: CALL, name: "bob", needs_offer: false, video: true },
  { type: "answer", answer: { type: "answer", sdp: "v=0" }, call: CALL },
  { type: "candidate", candidate: { candidate: "" }, call: CALL },
  { type: "candidate", candidate: null, call: CALL },
  { type: "early", call: CALL, connection: "5d1a" },
  { type: "early", call: CALL, connection: "5d1a", candidate: { candidate: "" } },
  { type: "early", call: CALL, connection: "5d1a", replaces: "5d1b" },
  { type: "early", call: CALL, connection: "5d1a", closed: true },
  { type: "leave", call: CALL, name: "bob", reason: "hung-up" },
  { type: "leave", call: CALL, name: "bob", reason: "busy", do_not_disturb: { left: null } },
  { type: "going", call: CALL },
  { type: "away", call: CALL },
  { type: "rejoin", call: CALL },
  { type: "rejoin", call: CALL, handover: true },
  { type: "taken", call: CALL, name: "bob", role: "callee", age: 12.5, video: false },
  { type: "elsewhere", call: CALL, name: "bob", active: true, role: "caller", age: 0.5, device: "5d1a", video: true },
  { type: "elsewhere", call: CALL, name: "bob", active: false },
  { type: "handover", call: CALL, name: "bob", role: "caller", age: 3, device: "5d1a", video: true },
  { type: "devices", devices: [{ device: "5d1a", name: "Chrome on Android", since: 61 }] },
  { type: "media", call: CALL, microphone: true, camera: true, screen: false },
  { type: "missed", call: CALL, name: "carol", reason: "busy" },
  { type: "people", query: "", page: 1, pages: 1, people: [{ name: "bob", status: "busy" }] },
  { type: "presence", people: [{ name: "bob", status: "online" }] },
  { type: "presence", people: [{ name: "bob", status: "busy", do_not_disturb: { left: 60, note: "Lunch" } }] },
  { type: "contact", name: "bob", relation: "asks" },
  { type: "favourite", name: "bob", favourite: true },
  {
    type: "person",
    name: "bob",
    status: "online",
    calls: [{ role: "caller", video: true, reason: "hung-up", ago: 61, lasted: 5.5 }],
  },
  { type: "picture", name: "bob", picture: "/pictures/1.webp" },
  { type: "display", name: "bob", display: "Bob Berg" },
  { type: "do-not-disturb", on: true, left: null, note: "Lunch", favourites: false },
  { type: "do-not-disturb", on: false, favourites: true },
  { type: "notify", name: "bob", notify: true },
  { type: "available", name: "bob", display: "Bob" },
  { type: "requests", people: [{ name: "bob" }] },
  { type: "renamed", former: "bob", name: "robert" },
  { type: "deleted", name: "bob" },
  { type: "ice", ...ICE },
  { type: "pong" },
  { type: "error", code: "in-call", message: "…", call: CALL },
];

test("each type from the server has its fields", () => {
  assert.deepEqual(Object.keys(SERVER_FIELDS), SERVER_TYPES);
  assert.deepEqual(new Set(VALID.map(({ type }) => type)), new Set(SERVER_TYPES));
});

test("a message comes through as it is, with fields that are not known", () => {
  for (const message of VALID) {
    const more = { ...message, later: 1 };
    assert.deepEqual(parse(JSON.stringify(more)), more);
  }
});

test("a message that lacks a field is ignored", () => {
  const optional = { left: 1, name: 1, reason: 1, needs_offer: 1, video: 1, call: 1, message: 1, candidate: 1 };
  // Of these types only.
  const more = {
    picture: ["picture"],
    display: ["display"],
    rejoin: ["handover"],
    early: ["replaces", "closed"],
    elsewhere: ["role", "age", "device"],
    leave: ["do_not_disturb"],
    "do-not-disturb": ["note"],
    available: ["display"],
  };
  for (const message of VALID) {
    for (const field of Object.keys(message)) {
      if (field in optional || more[message.type]?.includes(field)) continue;
      const { [field]: _gone, ...rest } = message;
      assert.equal(parse(JSON.stringify(rest)), null, `${message.type} without ${field}`);
    }
  }
});

test("a frame without a message is ignored", () => {
  const junk = ["", "{", "[]", "null", "1", '"hello"', '{"type":1}', '{"type":"x"}', '{"type":"constructor"}', "{}"];
  for (const frame of junk) assert.equal(parse(frame), null, frame);
});

test("wrong types in a message are not trusted", () => {
  const wrong = [
    { type: "leave", call: 7 },
    { type: "offer", name: "bob", offer: { type: "answer", sdp: "" }, call: CALL },
    { type: "people", query: "", page: 1, pages: 1, people: [{ name: "bob", status: "asleep" }] },
    { type: "hello", name: "alice", party: "t", call: { ...TRUTH, role: "guest" }, ice: ICE, missed: 0 },
    { type: "candidate", candidate: [], call: CALL },
  ];
  for (const message of wrong) assert.equal(parse(JSON.stringify(message)), null);
});
