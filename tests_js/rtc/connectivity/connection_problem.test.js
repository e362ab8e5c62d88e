// Why two pages cannot connect: the facts of one side, and what its peer reports, to one reason.
import assert from "node:assert/strict";
import test from "node:test";
import { connectionProblem, networkProblem } from "../../../static/calls/rtc/connectivity/connection_problem.js";
import { READY_FACTS } from "./ready_facts.js";

/** Both sides have found every path that there is, and yet nothing goes through. */
const READY = { seconds: 10, online: true, ...READY_FACTS };
const REFUSED = [{ code: 401, relay: true }];
const UNREACHABLE = [{ code: 701, relay: true }];
const NO_STUN = [{ code: 701, relay: false }];
const NO_RELAY = { relay: false, local: ["host", "srflx"], remote: ["host", "srflx"] };

for (const [name, facts, expected] of [
  ["everything is there", {}, null],
  ["TURN refuses the credential", { local: ["host", "srflx"], errors: REFUSED }, "relay-refused"],
  ["TURN is full", { local: ["host"], errors: [{ code: 486, relay: true }] }, "relay-refused"],
  ["one relay refuses, another works", { errors: REFUSED }, null],
  ["TURN refuses, and nothing else is allowed", { local: [], relayOnly: true, errors: REFUSED }, "relay-refused"],
  ["TURN cannot be reached", { local: ["host", "srflx"], errors: UNREACHABLE }, "relay-unreachable"],
  ["TURN says nothing", { local: ["host"], gathering: "gathering" }, "relay-unreachable"],
  ["TURN says nothing yet", { local: ["host"], gathering: "gathering", seconds: 4 }, null],
  ["TURN alone is allowed and cannot be reached", { local: [], relayOnly: true }, "relay-unreachable"],
  ["no candidate at all", { local: [] }, "no-candidates"],
  ["no candidate at all, and no relay", { ...NO_RELAY, local: [] }, "no-candidates"],
  ["a relay alone is allowed, and there is none", { ...NO_RELAY, local: [], relayOnly: true }, "relay-missing"],
  ["STUN fails, and no relay", { ...NO_RELAY, local: ["host"], errors: NO_STUN }, "udp-blocked"],
  ["STUN says nothing, and no relay", { ...NO_RELAY, local: ["host"], gathering: "gathering" }, "udp-blocked"],
  ["a public address needs no STUN", { ...NO_RELAY, local: ["host"] }, null],
  ["neither STUN nor a relay", { ...NO_RELAY, stun: false, local: ["host"] }, null],
]) {
  test(`what this side's network lacks: ${name}`, () => {
    assert.equal(networkProblem({ ...READY, ...facts }), expected);
  });
}

const mine = (why) => ({ side: "mine", why });
const theirs = (why) => ({ side: "theirs", why });
const between = (why) => ({ side: "between", why });

for (const [name, facts, reported, expected] of [
  ["too early to say", { seconds: 8, remote: [] }, null, null],
  ["ICE has given up early", { seconds: 4, ice: "failed" }, null, between("no-path")],
  ["their page is silent", { described: false, remote: [] }, null, between("no-description")],
  ["the server is away", { described: false, remote: [], online: false }, null, between("no-server")],
  ["a path, but no handshake", { ice: "connected" }, null, between("no-handshake")],
  ["no path between two good networks", {}, null, between("no-path")],
  ["no relay is configured", NO_RELAY, null, between("no-relay")],
  ["our relay is refused", { local: ["host"], errors: REFUSED }, null, mine("relay-refused")],
  ["their relay is refused", {}, "relay-refused", theirs("relay-refused")],
  ["both are refused", { local: ["host"], errors: REFUSED }, "relay-refused", mine("relay-refused")],
  ["the worse of two", { local: ["host"] }, "no-candidates", theirs("no-candidates")],
  ["no candidate has come, and no report", { remote: [] }, null, theirs("no-candidates")],
  ["only theirs at home have come", { remote: ["host"] }, null, theirs("relay-unreachable")],
  ["the same without a relay", { ...NO_RELAY, remote: ["host"] }, null, theirs("udp-blocked")],
  ["the same without any server", { ...NO_RELAY, stun: false, remote: ["host"] }, null, between("no-relay")],
  ["their report counts more", { remote: [] }, "relay-refused", theirs("relay-refused")],
  ["they cannot use our offer", { seconds: 0, described: false }, "incompatible", theirs("incompatible")],
]) {
  test(`why there is no connection: ${name}`, () => {
    assert.deepEqual(connectionProblem({ ...READY, ...facts }, reported), expected);
  });
}
