// A call that is accepted and does not connect: both pages say why, and try until the call is given up.
import assert from "node:assert/strict";
import test from "node:test";
import { accepted, pass, ringing, settle } from "./fake_page.js";

const REFUSED = { local: ["host"], errors: [{ code: 401, relay: true }] };
const media = (more) => ({ type: "media", call: "call-1", microphone: true, camera: true, screen: false, ...more });
const told = ({ sent }) => sent.filter(({ type }) => type === "media").map(({ network }) => network);

test("the peer is told of a network problem, and this page says it while it still tries", async () => {
  const page = accepted();
  Object.assign(page.connection().facts, { ...REFUSED, gathering: "gathering" });
  await pass(5);
  assert.deepEqual(told(page), [undefined], "a relay may take a moment");
  await pass(10);
  assert.deepEqual(told(page), [undefined, "relay-refused"]);
  assert.deepEqual(page.shown().call.problem, { side: "mine", why: "relay-refused" });
  assert.equal(page.controller.state, "connecting");
  assert.ok(page.connection().restarts > 0);
});

test("what the peer reports is said at once, if this page has nothing worse", async () => {
  const page = accepted();
  await pass(11);
  assert.deepEqual(page.shown().call.problem, { side: "between", why: "no-path" });
  page.controller.onMessage(media({ network: "relay-unreachable" }));
  assert.deepEqual(page.shown().call.problem, { side: "theirs", why: "relay-unreachable" });
  page.controller.onMessage(media({ network: "of-a-later-version" }));
  assert.deepEqual(page.shown().call.problem, { side: "between", why: "no-path" });
});

test("the reason goes once the call is connected, also at the peer's", async () => {
  const page = accepted();
  Object.assign(page.connection().facts, REFUSED);
  await pass(12);
  page.connection().on.state("connected");
  assert.equal(page.shown().call.problem, null);
  assert.deepEqual(told(page).at(-1), undefined);
  await pass(12);
  assert.equal(page.shown().call.problem, null);
});

test("a new peer connection keeps the reason until more is known", async () => {
  const page = accepted();
  Object.assign(page.connection().facts, { remote: [] });
  await pass(12);
  const said = { side: "theirs", why: "no-candidates" };
  assert.deepEqual(page.shown().call.problem, said);
  page.controller.onMessage({ type: "rejoin", call: "call-1" });
  page.connection().hasRemoteDescription = true;
  page.controller.onMessage({ type: "rejoin", call: "call-1" });
  assert.equal(page.connections.length, 2);
  await pass(8);
  assert.deepEqual(page.shown().call.problem, said);
  await pass(4);
  assert.deepEqual(page.shown().call.problem, { side: "between", why: "no-path" });
});

test("the call that is given up ends with the reason, on both sides", async () => {
  const page = accepted();
  await pass(46, () => Object.assign(page.connection().facts, { described: false }));
  const why = { side: "between", why: "no-server" }; // no socket has ever been open
  assert.deepEqual(page.sent.at(-1), { type: "leave", call: "call-1", reason: "failed" });
  const [{ reason, problem }] = page.endings;
  assert.deepEqual([reason, problem], ["failed", why]);

  const peer = ringing();
  peer.controller.accept();
  await settle();
  await pass(12);
  peer.controller.onMessage({ type: "leave", call: "call-1", reason: "failed" });
  assert.deepEqual(peer.endings[0].problem, { side: "between", why: "no-path" });
});

test("an offer that this browser cannot use ends the call with that reason, and the peer learns it", async () => {
  const page = ringing();
  page.controller.onMessage({
    type: "offer",
    name: "bob",
    offer: { type: "offer", sdp: "bad" },
    call: "call-1",
    left: 9,
  });
  page.controller.accept();
  await settle();
  assert.deepEqual(told(page), ["incompatible"]);
  assert.deepEqual(page.sent.at(-1), { type: "leave", call: "call-1", reason: "failed" });
  assert.deepEqual(page.endings[0].problem, { side: "mine", why: "incompatible" });

  const peer = accepted();
  peer.controller.onMessage(media({ network: "incompatible" }));
  assert.deepEqual(peer.shown().call.problem, { side: "theirs", why: "incompatible" });
});
