// Which of the peer's candidates ICE gets when: the likely ones first, no faster than it checks them, and in the end all.
import assert from "node:assert/strict";
import test from "node:test";
import { parse } from "../../../static/calls/rtc/candidates/candidate.js";
import { RemoteCandidates } from "../../../static/calls/rtc/candidates/remote_candidates.js";

const HOME = "192.168.1.2";
const OUTSIDE = "203.0.113.1";
const THEIR_HOME = "192.168.7.2";
const THEIR_OUTSIDE = "203.0.113.7";
const RELAY = "198.51.100.1";

const init = (candidate) => ({ candidate, sdpMid: "0", sdpMLineIndex: 0 });
const host = (address) => init(`candidate:1 1 udp 1 ${address} 9 typ host`);
const tcp = (address) => init(`candidate:1 1 tcp 1 ${address} 9 typ host tcptype active`);
const srflx = (address, raddr) => init(`candidate:2 1 udp 1 ${address} 9 typ srflx raddr ${raddr} rport 9`);
const relay = (address) => init(`candidate:3 1 udp 1 ${address} 9 typ relay raddr ${THEIR_OUTSIDE} rport 9`);
const tunnels = (from, count = 30) => Array.from({ length: count }, (_, number) => host(`10.${from}.${number}.1`));
const described = (ufrag, ...candidates) => ({
  type: "offer",
  sdp: `v=0\r\nm=audio 9 UDP 0\r\na=ice-ufrag:${ufrag}\r\na=mid:0\r\n${candidates.map((one) => `a=${one.candidate}\r\n`).join("")}`,
});

/** What ICE gets of the peer's candidates, by address; `passes`: milliseconds go by. */
function setUp(t, own = []) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const added = [];
  const path = { direct: false };
  const candidates = new RemoteCandidates({
    add: ({ candidate }) => added.push(parse(candidate)?.address ?? candidate),
    isDirect: () => path.direct,
    now: () => Date.now(),
  });
  // In steps, because a timer that is set meanwhile starts at the end of a step.
  const passes = (ms) => {
    for (let left = ms; left > 0; left -= 10) t.mock.timers.tick(10);
  };
  for (const candidate of own) candidates.onOwn(candidate);
  passes(100);
  const come = (...all) => {
    for (const one of all) candidates.onCandidate(one);
  };
  return { added, candidates, come, passes, path };
}

test("an ordinary call waits for nothing", (t) => {
  const { added, come } = setUp(t, [host(HOME), srflx(OUTSIDE, HOME)]);
  come(host(THEIR_HOME), tcp(THEIR_HOME), host("10.0.0.1"), srflx(THEIR_OUTSIDE, THEIR_HOME), relay(RELAY));
  assert.deepEqual(added, [THEIR_HOME, THEIR_HOME, "10.0.0.1", THEIR_OUTSIDE, RELAY]);
});

test("private addresses wait until this side's are known", (t) => {
  const { added, candidates, come, passes } = setUp(t);
  come(host(THEIR_HOME), srflx(THEIR_OUTSIDE, THEIR_HOME));
  passes(5000);
  assert.deepEqual(added, [THEIR_OUTSIDE]);
  candidates.onOwn(host(HOME));
  passes(20);
  assert.deepEqual(added, [THEIR_OUTSIDE, THEIR_HOME]);
});

test("a peer with many addresses: the one that leads outside, those of a network here, and each of the others", (t) => {
  const { added, come, passes } = setUp(t, [host(HOME), host("10.8.0.2")]);
  come(...tunnels(3), host("10.8.0.7"), host(THEIR_HOME));
  // Some go at once: it is unknown yet which of them leads outside.
  const first = added.length;
  assert.ok(first > 0 && first < 10, added);
  come(relay(RELAY), srflx(THEIR_OUTSIDE, THEIR_HOME));
  passes(600);
  assert.deepEqual(added.slice(first, first + 4), [THEIR_OUTSIDE, RELAY, THEIR_HOME, "10.8.0.7"]);
  assert.ok(added.length < 20, "they keep the pace of the checks");
  passes(6000);
  assert.equal(new Set(added).size, 34);
});

test("many addresses on both sides: first what can be reached from everywhere", (t) => {
  const { added, come, passes } = setUp(t, [...tunnels(2), host(HOME), srflx(OUTSIDE, HOME)]);
  come(...tunnels(3), host(THEIR_HOME));
  passes(100);
  assert.deepEqual(added, []);
  come(srflx(THEIR_OUTSIDE, THEIR_HOME), relay(RELAY));
  passes(2000);
  assert.deepEqual(added, [THEIR_OUTSIDE], "31 pairs take 1.5 to 2 s");
  passes(1000);
  assert.deepEqual(added, [THEIR_OUTSIDE, RELAY]);
  passes(2500);
  assert.deepEqual(added, [THEIR_OUTSIDE, RELAY, THEIR_HOME]);
  passes(120_000);
  assert.equal(new Set(added).size, 33, "none is dropped");
});

test("behind the same router, the private address goes at once, too", (t) => {
  const { added, come } = setUp(t, [...tunnels(2), host(HOME), srflx(OUTSIDE, HOME)]);
  come(...tunnels(3), host("192.168.1.3"), srflx(OUTSIDE, "192.168.1.3"));
  assert.deepEqual(added, ["192.168.1.3", OUTSIDE]);
});

test("without STUN, those of a network here go first", (t) => {
  const { added, come, passes } = setUp(t, [...tunnels(2), host(HOME)]);
  come(...tunnels(3), host("192.168.1.3"));
  passes(300);
  assert.deepEqual(added, ["192.168.1.3"]);
});

test("a public address, an address behind a name, and what is no candidate wait for nothing", (t) => {
  const { added, come } = setUp(t, [host(HOME)]);
  come(...tunnels(3, 9), host("2001:db8::1"), init("nonsense"), host("8f2c.local"));
  for (const one of ["2001:db8::1", "nonsense"]) assert.ok(added.includes(one), one);
});

test("a direct path ends the search, and its loss begins it again", (t) => {
  const { added, candidates, come, passes, path } = setUp(t, [...tunnels(2), host(HOME)]);
  path.direct = true;
  come(...tunnels(3), srflx(THEIR_OUTSIDE, THEIR_HOME), relay(RELAY));
  passes(120_000);
  assert.deepEqual(added, [THEIR_OUTSIDE, RELAY], "the relay serves if it breaks");
  path.direct = false;
  candidates.advance();
  passes(120_000);
  assert.equal(added.length, 32);
});

test("the candidates of a description wait as others do", (t) => {
  const { added, candidates, passes } = setUp(t, [...tunnels(2), host(HOME)]);
  const { sdp } = candidates.onDescription(described("a", ...tunnels(3), srflx(THEIR_OUTSIDE, THEIR_HOME)));
  assert.doesNotMatch(sdp, /candidate/);
  assert.deepEqual(added, [], "the description is applied first");
  candidates.advance();
  assert.deepEqual(added, [THEIR_OUTSIDE]);
  passes(120_000);
  assert.equal(added.length, 31);
});

test("after a restart the previous candidates are of no use; after a renegotiation they are", (t) => {
  const { added, candidates, come, passes } = setUp(t, [...tunnels(2), host(HOME)]);
  candidates.onDescription(described("a"));
  come(...tunnels(3, 2));
  candidates.onDescription(described("a"));
  passes(120_000);
  assert.deepEqual(added, ["10.3.0.1", "10.3.1.1"]);
  come(...tunnels(3, 2));
  candidates.onDescription(described("b", host("10.4.0.1")));
  candidates.advance();
  passes(120_000);
  assert.deepEqual(added.slice(2), ["10.3.0.1", "10.4.0.1"], "the second one was still waiting");
});

test("after a restart it is the turn of those that were not tried", (t) => {
  const { added, candidates, passes } = setUp(t, [...tunnels(2), host(HOME)]);
  for (const ufrag of ["a", "b", "c"]) {
    candidates.onDescription(described(ufrag, ...tunnels(3, 9)));
    candidates.advance();
    passes(8000);
  }
  assert.equal(new Set(added).size, 9);
});

test("a closed connection gets nothing", (t) => {
  const { added, candidates, come, passes } = setUp(t, [...tunnels(2), host(HOME)]);
  come(...tunnels(3));
  candidates.close();
  passes(120_000);
  assert.deepEqual(added, []);
});
