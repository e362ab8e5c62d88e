import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ANSWER, ICE, OFFER, settle, setUp } from "./fake_page.js";

const RING = { type: "offer", name: "bob", offer: OFFER, call: "call-1", left: 45 };
const CALLING = { type: "calling", call: "call-1", name: "bob", left: 45 };
const signal = (more) => ({ type: "early", call: "call-1", connection: "a", ...more });

/** Whose server passes on what connects while it rings. */
function page(parts) {
  const made = setUp(parts);
  made.controller.onMessage({ type: "hello", call: null, ice: ICE, early: true });
  made.early = () => made.sent.filter(({ type }) => type === "early");
  return made;
}

function calling() {
  const caller = page();
  caller.controller.place("bob");
  caller.controller.onMessage(CALLING);
  caller.controller.onMessage(signal({}));
  return caller;
}

async function connected() {
  const callee = page();
  callee.controller.onMessage(RING);
  const [{ connection }] = callee.early();
  callee.controller.onMessage(signal({ connection, description: { type: "offer", sdp: "o=- 7 2" } }));
  await settle();
  callee.connection().on.state("connected");
  return { callee, connection };
}

test("a device that rings asks the caller, where the server passes that on", () => {
  const callee = page();
  callee.controller.onMessage(RING);
  assert.deepEqual(callee.early(), [{ type: "early", call: "call-1", connection: "call-1" }]);
  for (const silent of [setUp(), page({ canCall: false })]) {
    silent.controller.onMessage(RING);
    assert.ok(!silent.types().includes("early"));
  }
});

test("Accept names the connection, sends no answer, and is in the call once the caller is", async () => {
  const { callee, connection } = await connected();
  callee.controller.accept();
  await settle();
  assert.deepEqual(callee.sent.at(-1), { type: "accept", call: "call-1", needs_offer: false, connection });
  assert.ok(!callee.types().includes("answer"));
  assert.equal(callee.controller.state, "connecting");
  callee.controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  assert.equal(callee.controller.state, "active");
  assert.deepEqual(
    callee.connections.map(({ relayed, closed }) => [relayed, closed]),
    [
      [false, true],
      [true, false],
    ],
  );
});

test("an Accept that was lost is sent again, with the connection and without its answer", async () => {
  const { callee, connection } = await connected();
  callee.controller.accept();
  const call = { call: "call-1", name: "bob", role: "callee", state: "ringing", here: true, age: 3, left: 20 };
  callee.sent.length = 0;
  callee.controller.onMessage({ type: "hello", call, ice: ICE, early: true });
  assert.deepEqual(callee.sent[0], { type: "accept", call: "call-1", needs_offer: false, connection });
  assert.ok(!callee.types().includes("answer"));
});

test("a server that passes it on no longer: the prepared answer is used", async () => {
  const { callee } = await connected();
  const call = { call: "call-1", name: "bob", role: "callee", state: "ringing", here: true, age: 3, left: 20 };
  callee.controller.onMessage({ type: "hello", call, ice: ICE });
  callee.controller.accept();
  assert.ok(!("connection" in callee.sent.find(({ type }) => type === "accept")));
  assert.ok(callee.types().includes("answer"));
});

test("the caller goes on over the connection that accepted names, and then looks for a direct way", async () => {
  const caller = calling();
  const [main, relayed] = caller.connections;
  relayed.on.state("connected");
  assert.equal(caller.controller.state, "calling", "nobody has accepted");
  caller.controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false, connection: "a" });
  assert.equal(caller.controller.state, "active");
  assert.deepEqual([main.closed, relayed.closed, relayed.direct, relayed.restarts], [true, false, true, 0]);
  mock.timers.tick(1_000);
  assert.equal(relayed.restarts, 1);
  caller.controller.onMessage({ type: "answer", answer: ANSWER, call: "call-1" });
  caller.controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false, connection: "a" });
  assert.equal(relayed.repeats, 0, "it is in use");
  assert.equal(caller.connections.length, 2);
});

test("accepted over a connection that the caller does not have: it offers again", () => {
  const caller = calling();
  const [main, relayed] = caller.connections;
  caller.controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false, connection: "b" });
  assert.deepEqual([main.closed, main.repeats, relayed.closed], [false, 1, true]);
});

test("however often one device asks, its last connection is the only one, and the others keep their places", () => {
  const caller = calling();
  caller.controller.onMessage(signal({ connection: "other" }));
  for (const { on } of caller.connections.slice(1)) on.state("connected");
  const ids = ["a", "b", "c", "d", "e"];
  for (const [number, connection] of ids.entries())
    if (number > 0) {
      caller.controller.onMessage(signal({ connection, replaces: ids[number - 1] }));
      caller.connection().on.state("connecting");
    }
  assert.deepEqual(
    caller.connections.slice(1).map(({ closed }) => closed),
    [true, false, true, true, true, false],
  );
  caller.controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false, connection: "e" });
  assert.deepEqual(
    caller.connections.slice(1).map(({ closed }) => closed),
    [true, true, true, true, true, false],
  );
});

test("the page of a device closes while it rings: it says so, and the caller's end is closed", async () => {
  const { callee, connection } = await connected();
  callee.controller.onPageHide();
  const goodbye = { type: "early", call: "call-1", connection, closed: true };
  assert.deepEqual(callee.sent.at(-1), goodbye);
  const caller = calling();
  caller.connection().on.state("connected");
  caller.controller.onMessage({ ...goodbye, connection: "a" });
  assert.ok(caller.connection().closed);
  assert.equal(caller.connections.length, 2, "nothing is opened for it");
});

test("a page that has no such connection, or uses it, does not say that it closes it", async () => {
  const silent = setUp();
  silent.controller.onMessage(RING);
  silent.controller.onPageHide();
  assert.ok(!silent.types().includes("early"));
  const { callee } = await connected();
  callee.controller.accept();
  callee.controller.onPageHide();
  assert.ok(callee.early().every(({ closed }) => !closed));
});

test("accepted as ever, or over: the connections of the ring are closed", () => {
  for (const end of [
    { type: "accepted", call: "call-1", name: "bob", needs_offer: false },
    { type: "leave", call: "call-1", name: "bob", reason: "declined" },
  ]) {
    const caller = calling();
    caller.controller.onMessage(end);
    assert.ok(caller.connections[1].closed);
  }
});

test("Accept waits for the connection, with the devices open, and is not said before", async () => {
  const callee = page();
  callee.controller.onMessage(RING);
  const [{ connection }] = callee.early();
  callee.controller.accept();
  assert.deepEqual([callee.controller.state, callee.media.opened], ["connecting", 1]);
  assert.ok(!callee.types().includes("accept"));
  callee.controller.onMessage(signal({ connection, description: { type: "offer", sdp: "o=- 7 2" } }));
  await settle();
  callee.connection().on.state("connected");
  assert.deepEqual(callee.sent.at(-1), { type: "accept", call: "call-1", needs_offer: false, connection });
});

test("a connection that does not come up: Accept goes on with the prepared answer", async () => {
  const callee = page();
  callee.controller.onMessage(RING);
  await settle();
  callee.controller.accept();
  mock.timers.tick(1_000);
  assert.deepEqual(callee.types().slice(-2), ["accept", "answer"]);
});

test("the call ends while Accept waits: the devices are closed", () => {
  const ends = [
    ({ controller }) => controller.hangUp(),
    ({ controller }) => controller.onMessage({ type: "leave", call: "call-1", name: "bob", reason: "cancelled" }),
  ];
  for (const end of ends) {
    const callee = page();
    callee.controller.onMessage(RING);
    callee.controller.accept();
    end(callee);
    mock.timers.tick(1_000);
    assert.deepEqual([callee.controller.state, callee.media.closed], ["idle", true]);
    assert.ok(!callee.types().includes("accept"));
  }
});

const HOST = { candidate: "candidate:2 1 udp 2122260223 192.0.2.1 50000 typ host", sdpMid: "0" };
const RELAY = {
  candidate: "candidate:1 1 udp 41885439 203.0.113.5 50001 typ relay raddr 0.0.0.0 rport 0",
  sdpMid: "0",
};
const candidates = ({ sent }) => sent.filter(({ type }) => type === "candidate").map(({ candidate }) => candidate);

test("before Accept the caller says relays alone; the rest follows if it is needed", () => {
  for (const [accepted, rest] of [
    [{ type: "accepted" }, [HOST]],
    [{ type: "answer", answer: ANSWER }, [HOST]],
    [{ type: "accepted", connection: "a" }, []],
  ]) {
    const caller = calling();
    const [main, relayed] = caller.connections;
    relayed.on.state("connected");
    for (const candidate of [HOST, RELAY]) main.on.send({ candidate });
    assert.deepEqual(candidates(caller), [RELAY]);
    for (const _twice of [1, 2]) caller.controller.onMessage({ call: "call-1", name: "bob", ...accepted });
    assert.deepEqual(candidates(caller), [RELAY, ...rest]);
    main.on.send({ candidate: HOST });
    assert.deepEqual(candidates(caller), [RELAY, ...rest, HOST]);
  }
});

test("without a TURN server the caller's addresses go out at once", () => {
  const caller = setUp();
  caller.controller.place("bob");
  caller.connection().on.send({ candidate: HOST });
  assert.deepEqual(candidates(caller), [HOST]);
});

test("a pressed Accept asks for the devices first, once", async () => {
  const callee = page();
  callee.controller.onMessage(RING);
  callee.controller.acceptAfterOpeningDevices(true);
  assert.deepEqual([callee.media.asked, callee.controller.state], [["microphone+camera"], "incoming"]);
  await settle();
  assert.deepEqual([callee.media.asked, callee.controller.state], [["microphone+camera"], "connecting"]);
});

test("a pressed Accept hardly waits for devices that take long", async () => {
  const callee = page();
  callee.controller.onMessage(RING);
  callee.media.open = () => new Promise(() => {});
  callee.controller.acceptAfterOpeningDevices(true);
  mock.timers.tick(11);
  await settle();
  assert.equal(callee.controller.state, "incoming");
  mock.timers.tick(1);
  await settle();
  assert.equal(callee.controller.state, "connecting");
});

test("a picture is expected of a video call that may connect while it rings, and only then", async () => {
  const voice = { ...RING, video: false };
  for (const [parts, ring, expected] of [
    [{}, RING, true],
    [{}, voice, false],
    [{ canCall: false }, RING, false],
  ]) {
    const callee = page(parts);
    callee.controller.onMessage(ring);
    assert.equal(callee.shown().expectsPreview, expected);
  }
  const alone = setUp();
  alone.controller.onMessage(RING);
  assert.equal(alone.shown().expectsPreview, false);
  alone.controller.onMessage({ type: "leave", call: "call-1", name: RING.name, reason: "cancelled" });
  alone.controller.onMessage({ ...RING, call: "call-2", direct: true });
  assert.equal(alone.shown().expectsPreview, true, "contacts connect directly");
  const { callee } = await connected();
  const streams = { main: {}, screen: {} };
  callee.connection().on.streams(streams);
  assert.equal(callee.shown().preview, streams.main);
  callee.controller.onMessage({ type: "leave", call: "call-1", name: RING.name, reason: "cancelled" });
  assert.deepEqual([callee.shown().preview, callee.shown().expectsPreview], [null, false]);
});

test("a pressed Accept is not for the call that rings next", async () => {
  const callee = page();
  callee.controller.onMessage(RING);
  callee.controller.onMessage({ ...RING, call: "call-2", name: "carol" });
  callee.controller.acceptAfterOpeningDevices(true);
  callee.controller.onMessage({ type: "leave", call: "call-1", name: RING.name, reason: "cancelled" });
  mock.timers.tick(12);
  await settle();
  assert.deepEqual([callee.controller.state, callee.shown().call.name], ["incoming", "carol"]);
});

test("a greeting while it rings: a connection that is not up is asked for again", async () => {
  const { callee } = await connected();
  const call = { call: "call-1", name: "bob", role: "callee", state: "ringing", here: true, age: 3, left: 20 };
  const hello = { type: "hello", call, ice: ICE, early: true };
  callee.controller.onMessage(hello);
  assert.equal(callee.early().filter(({ description }) => !description).length, 1, "it is up");
  callee.connection().on.state("failed");
  callee.controller.onMessage(hello);
  assert.equal(new Set(callee.early().map(({ connection }) => connection)).size, 2);
});

const call = (role, more) => ({
  call: "call-1",
  name: "bob",
  role,
  state: "ringing",
  here: true,
  age: 3,
  left: 20,
  ...more,
});

test("without a TURN server contacts connect directly while it rings, where the server says so", async () => {
  for (const [direct, asks] of [
    [true, 1],
    [undefined, 0],
  ]) {
    const callee = setUp();
    callee.hello(null);
    callee.controller.onMessage({ ...RING, direct });
    assert.equal(callee.types().filter((type) => type === "early").length, asks);
    const caller = setUp();
    caller.hello(null);
    caller.controller.place("bob");
    caller.controller.onMessage({ ...CALLING, direct });
    caller.controller.onMessage(signal({}));
    assert.deepEqual(
      caller.connections.slice(1).map(({ relayed }) => relayed),
      Array(asks).fill(false),
    );
  }
});

test("a device that is opened while it rings hears of it in its greeting", () => {
  const callee = setUp();
  callee.hello(call("callee", { direct: true }));
  assert.ok(callee.types().includes("early"));
});

test("the setting is turned off while it rings: no new connection is direct", async () => {
  const callee = setUp();
  callee.hello(null);
  callee.controller.onMessage({ ...RING, direct: true });
  const [{ connection }] = callee.sent.filter(({ type }) => type === "early");
  callee.controller.onMessage(signal({ connection, description: { type: "offer", sdp: "o=- 7 2" } }));
  await settle();
  const early = callee.connection();
  early.on.state("connected");
  callee.hello(call("callee"));
  assert.ok(early.closed);
  callee.hello(call("callee", { direct: true }));
  assert.equal(callee.sent.filter(({ type, description }) => type === "early" && !description).length, 2, "again");
});

test("the setting is turned off while the caller's page is away: its direct connections are closed", () => {
  for (const early of [false, true]) {
    const caller = setUp();
    const ringing = (more) => ({ type: "hello", call: call("caller", more), ice: ICE, early });
    caller.controller.onMessage({ type: "hello", call: null, ice: ICE, early });
    caller.controller.place("bob");
    caller.controller.onMessage({ ...CALLING, direct: true });
    caller.controller.onMessage(signal({}));
    caller.controller.onMessage(ringing({ direct: true }));
    const direct = caller.connection();
    assert.ok(!direct.closed, "still allowed");
    caller.controller.onMessage(ringing());
    assert.ok(direct.closed);
    caller.controller.onMessage(signal({ connection: "b" }));
    const opened = caller.connections.slice(2);
    assert.deepEqual(
      opened.map(({ closed, relayed }) => [closed, relayed]),
      early ? [[false, true]] : [],
      "through relays alone",
    );
    caller.controller.onMessage(ringing());
    assert.ok(opened.every(({ closed }) => !closed));
  }
});

test("candidates that crossed Accept are sent again, if the two have a direct connection already", () => {
  const caller = setUp();
  caller.hello(null);
  caller.controller.place("bob");
  caller.controller.onMessage({ ...CALLING, direct: true });
  caller.controller.onMessage(signal({}));
  const early = caller.connection();
  // Both ways are open to it, so that no ICE restart follows.
  early.allowDirect = () => false;
  early.on.state("connecting");
  early.candidates = [HOST];
  early.on.send({ candidate: HOST });
  assert.deepEqual(candidates(caller), []);
  caller.controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false, connection: "a" });
  assert.deepEqual(candidates(caller), [HOST]);
  mock.timers.tick(1_000);
  assert.equal(early.restarts, 0);
});

test("with a TURN server, the first offer names only relays, for contacts as well", () => {
  const caller = page();
  caller.controller.place("bob");
  caller.controller.onMessage({ ...CALLING, direct: true });
  for (const candidate of [HOST, RELAY]) caller.connections[0].on.send({ candidate });
  assert.deepEqual(candidates(caller), [RELAY]);
});

test("the greeting of a new socket says that it is accepted, and no connection: the caller offers at once", () => {
  const caller = calling();
  const [main, relayed] = caller.connections;
  relayed.on.state("connected");
  const active = call("caller", { state: "active", left: null, age: 0 });
  caller.controller.onMessage({ type: "hello", call: active, ice: ICE, early: true });
  assert.equal(caller.controller.state, "connecting");
  mock.timers.tick(1);
  // Of an open offer, PeerConnection makes that the same offer again.
  assert.deepEqual([main.restarts, relayed.closed], [1, true]);
});
