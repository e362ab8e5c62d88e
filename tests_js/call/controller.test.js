import assert from "node:assert/strict";
import test, { afterEach, beforeEach, mock } from "node:test";
import { CallStorage } from "../../static/calls/call/call_storage.js";
import { CallController } from "../../static/calls/call/controller.js";

// The timers of a call would keep the run waiting for 45 seconds.
beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

const OFFER = { type: "offer", sdp: "o=- 1 2 IN IP4 127.0.0.1" };
const OTHER_OFFER = { type: "offer", sdp: "o=- 2 2 IN IP4 127.0.0.1" };
const ANSWER = { type: "answer", sdp: "theirs" };
const ICE = { servers: [{ urls: "stun:example.org" }], ttl: 600 };
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A peer connection that offers and answers at once, and records what was done to it. */
class FakePeerConnection {
  received = [];
  repeats = 0;
  restarts = 0;
  closed = false;
  fresh = true;

  constructor({ polite, servers, on }) {
    Object.assign(this, { polite, servers, on });
  }
  startOffer() {
    this.on.send({ description: { type: "offer", sdp: "mine" } });
  }
  async onSignal({ description, candidate }) {
    if (description?.sdp === "bad") throw new Error("bad");
    this.received.push(description ?? candidate);
    if (description) this.fresh = false;
    if (description?.type === "offer") this.on.send({ description: { type: "answer", sdp: "mine" } });
  }
  isFromAnother({ sdp }) {
    const known = this.received.find(({ type }) => type === "offer" || type === "answer");
    return known !== undefined && known.sdp !== sdp;
  }
  repeat() {
    this.repeats += 1;
  }
  restart() {
    this.restarts += 1;
  }
  setTracks() {}
  counted = { media: {}, path: {} };
  async counters() {
    return structuredClone(this.counted);
  }
  setServers(servers) {
    this.servers = servers;
  }
  close() {
    this.closed = true;
  }
}

/** `stored`: the tab's storage, which outlives a reload. */
function setUp(stored = new Map()) {
  const sent = [];
  const checks = [];
  const connections = [];
  const endings = [];
  const media = {
    state: { microphone: true, camera: true, screen: false },
    get sending() {
      return this.state;
    },
    turnedOff: [],
    kept: [],
    keepOff(kinds) {
      this.kept = kinds;
    },
    outgoing: { audio: null, video: null },
    opened: 0,
    closed: false,
    asked: [],
    async open(kinds = ["microphone", "camera"]) {
      this.opened += 1;
      this.asked.push(kinds.join("+"));
    },
    async off(name) {
      this.asked.push(`${name} off`);
    },
    close() {
      this.closed = true;
    },
  };
  let ids = 0;
  let shown;
  const controller = new CallController({
    send: (message) => sent.push(message) > 0,
    media,
    newConnection: (order) => {
      const connection = new FakePeerConnection(order);
      connections.push(connection);
      return connection;
    },
    newId: () => `call-${++ids}`,
    storage: new CallStorage({
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
      removeItem: (key) => stored.delete(key),
    }),
    now: () => 100_000,
    checkServer: () => checks.push(controller.state),
  });
  controller.observe({
    show: (snapshot) => {
      shown = snapshot;
    },
    ended: (ending) => endings.push(ending),
  });
  const hello = (call) => controller.onMessage({ type: "hello", call, ice: ICE });
  const types = () => sent.map(({ type }) => type).filter((type) => type !== "media");
  return {
    controller,
    sent,
    checks,
    types,
    connections,
    endings,
    media,
    hello,
    shown: () => shown,
    connection: () => connections.at(-1),
  };
}

const truth = (role, state, more = {}) => ({
  call: "call-1",
  name: "bob",
  role,
  state,
  here: true,
  age: 3,
  left: null,
  ...more,
});

function ringing() {
  const page = setUp();
  page.controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "call-1", left: 45 });
  return page;
}

async function answered() {
  const page = ringing();
  page.controller.accept();
  await settle();
  page.connection().on.state("connected");
  return page;
}

function accepted() {
  const page = setUp();
  page.controller.place("bob");
  page.controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  page.controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  return page;
}

test("a call from the caller's side: calling, ringing, connecting, active", async () => {
  const { controller, types, connections, media, shown } = setUp();
  controller.place("bob");
  assert.equal(controller.state, "calling");
  assert.deepEqual(types(), ["offer"]);
  assert.equal(media.opened, 1);
  controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  assert.equal(controller.state, "calling");
  controller.onMessage({ type: "ringing", call: "call-1" });
  assert.equal(controller.state, "ringing");
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  assert.equal(controller.state, "connecting");
  controller.onMessage({ type: "answer", answer: ANSWER, call: "call-1" });
  controller.onMessage({ type: "candidate", candidate: { candidate: "1" }, call: "call-1" });
  await settle();
  assert.deepEqual(connections[0].received, [ANSWER, { candidate: "1" }]);
  connections[0].on.state("connected");
  assert.equal(controller.state, "active");
  assert.equal(shown().call.since, 100_000);
});

test("an answer alone accepts the call: five-message clients send nothing else", () => {
  const { controller } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "answer", answer: ANSWER, call: "call-1" });
  assert.equal(controller.state, "connecting");
});

test("a call from the callee's side: the offer and early candidates wait for Accept", async () => {
  const { controller, types, connections, media } = ringing();
  assert.equal(controller.state, "incoming");
  controller.onMessage({ type: "candidate", candidate: { candidate: "1" }, call: "call-1" });
  assert.deepEqual([connections.length, media.opened], [0, 0]);
  controller.accept();
  await settle();
  assert.deepEqual(types(), ["ringing", "accept", "answer"]);
  assert.deepEqual(connections[0].received, [OFFER, { candidate: "1" }]);
  assert.equal(connections[0].polite, true);
  assert.equal(media.opened, 1);
});

// A call that only rang does not close the devices: the settings may be using them.
for (const [state, page, reason, closes] of [
  ["ringing", ringing, "declined", false],
  ["connecting", accepted, "hung-up", true],
]) {
  test(`hanging up while ${state} is told once and ends everything`, () => {
    const { controller, types, endings, media } = page();
    controller.hangUp();
    controller.hangUp();
    assert.equal(types().filter((type) => type === "leave").length, 1);
    assert.deepEqual([endings.length, endings[0].reason, endings[0].mine], [1, reason, true]);
    assert.equal(controller.state, "idle");
    assert.equal(media.closed, closes);
  });
}

test("a page that closes cancels a ringing call; during a call it only sends 'going'", () => {
  const caller = setUp();
  caller.controller.place("bob");
  caller.controller.onPageHide();
  assert.deepEqual(caller.types(), ["offer", "leave"]);
  const active = accepted();
  active.controller.onPageHide();
  assert.deepEqual(active.types(), ["offer", "going"]);
});

test("the peer's page reloads: wait for it, heal nothing, and reconnect when it is back", () => {
  const { controller, connection, connections } = accepted();
  connection().on.state("connected");
  controller.onMessage({ type: "going", call: "call-1" });
  assert.equal(controller.state, "reconnecting");
  connection().fresh = false;
  mock.timers.tick(7000);
  assert.deepEqual([connections.length, connections[0].restarts], [1, 0]);
  controller.onMessage({ type: "rejoin", call: "call-1" });
  assert.equal(connections.length, 2);
  connections[1].on.state("connected");
  assert.equal(controller.state, "active");
});

test("glare, lost: the page joins the peer's call as if Accept had been pressed", async () => {
  for (const offerFirst of [true, false]) {
    const { controller, types, connections } = setUp();
    const offer = { type: "offer", name: "bob", offer: OFFER, call: "theirs" };
    controller.place("bob");
    if (offerFirst) controller.onMessage(offer);
    assert.equal(controller.state, "calling");
    controller.onMessage({ type: "accepted", call: "theirs", name: "bob", needs_offer: false });
    if (!offerFirst) controller.onMessage(offer);
    await settle();
    assert.equal(controller.state, "connecting");
    assert.ok(connections[0].closed);
    assert.deepEqual([connections.length, connections[1].polite, connections[1].received], [2, true, [OFFER]]);
    assert.equal(types().at(-1), "answer");
  }
});

test("a late 'accepted' for the previous call is not glare", () => {
  const { controller, connections, types } = setUp();
  controller.place("bob");
  controller.hangUp();
  controller.place("bob");
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  assert.equal(controller.state, "calling");
  assert.equal(connections.length, 2, "the second call's own, and no other");
  controller.onMessage({ type: "accepted", call: "call-2", name: "bob", needs_offer: false });
  assert.equal(controller.state, "connecting");
  assert.deepEqual(types(), ["offer", "leave", "offer"]);
});

test("glare, won: the peer's offer does not ring, not even after this call", () => {
  const { controller } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "theirs" });
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  controller.onMessage({ type: "leave", call: "theirs" });
  controller.hangUp();
  assert.equal(controller.state, "idle");
});

test("pressing Call on somebody who is calling accepts", () => {
  const { controller, types } = ringing();
  controller.place("bob");
  assert.equal(controller.state, "connecting");
  assert.ok(types().includes("accept"));
});

test("messages for another call, and late ones, change nothing", () => {
  const { controller, endings } = accepted();
  for (const type of ["leave", "answer", "ringing", "rejoin", "candidate"]) {
    controller.onMessage({ type, call: "old", answer: ANSWER, candidate: { candidate: "1" } });
  }
  controller.onMessage({ type: "accepted", call: "old", name: "carol" });
  assert.equal(controller.state, "connecting");
  assert.equal(endings.length, 0);
  controller.onMessage({ type: "leave", call: "call-1", reason: "hung-up" });
  controller.onMessage({ type: "leave", call: "call-1", reason: "hung-up" });
  controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "call-1" });
  assert.deepEqual([controller.state, endings.length], ["idle", 1]);
});

test("a call that comes in during another one rings when that one ends", () => {
  const { controller } = accepted();
  controller.onMessage({ type: "offer", name: "carol", offer: OFFER, call: "next" });
  assert.equal(controller.state, "connecting");
  controller.onMessage({ type: "leave", call: "call-1", reason: "hung-up" });
  assert.equal(controller.state, "incoming");
});

test("a refused call ends with the code; an error about something else does not end it", () => {
  const { controller, endings } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "error", code: "not-found", call: "an old one" });
  assert.equal(controller.state, "calling");
  controller.onMessage({ type: "error", code: "in-call", call: "on another device" });
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "in-call"]);
});

test("too late: another device was quicker", () => {
  const { controller, endings } = ringing();
  controller.accept();
  controller.onMessage({ type: "error", code: "too-late", call: "call-1" });
  assert.equal(endings[0].reason, "too-late");
});

test("an offer that cannot be used ends the call as failed", async (t) => {
  t.mock.method(console, "warn", () => {});
  const { controller, sent, endings } = setUp();
  controller.onMessage({ type: "offer", name: "bob", offer: { type: "offer", sdp: "bad" }, call: "call-1" });
  controller.accept();
  await settle();
  assert.equal(endings[0].reason, "failed");
  assert.deepEqual(sent.at(-1), { type: "leave", call: "call-1", reason: "failed" });
});

test("greeting: a call that the server no longer knows is over, and so are its waiting messages", () => {
  const { controller, hello, endings } = accepted();
  hello(null);
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "gone"]);
});

test("greeting: an unconfirmed offer is sent again", () => {
  const { controller, hello, connection } = setUp();
  controller.place("bob");
  hello(null);
  assert.deepEqual([controller.state, connection().repeats], ["calling", 1]);
  hello(truth("caller", "ringing"));
  assert.deepEqual([controller.state, connection().repeats], ["ringing", 2]);
});

test("greeting: accepted meanwhile", () => {
  const { controller, hello } = setUp();
  controller.place("bob");
  hello(truth("caller", "active"));
  assert.equal(controller.state, "connecting");
});

test("greeting: 'accept' and the answer are sent again", async () => {
  const { controller, hello, sent, connection } = ringing();
  controller.accept();
  await settle();
  hello(truth("callee", "ringing"));
  assert.deepEqual(sent.filter(({ type }) => type === "accept").at(-1), {
    type: "accept",
    call: "call-1",
    needs_offer: false,
  });
  assert.equal(connection().repeats, 1);
});

test("greeting: a call in a tab that opens while it rings, whose offer was lost", async () => {
  const { controller, hello, sent, types } = setUp();
  hello(truth("callee", "ringing"));
  assert.equal(controller.state, "incoming");
  controller.accept();
  assert.equal(sent.find(({ type }) => type === "accept").needs_offer, true);
  controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "call-1" });
  await settle();
  assert.equal(types().at(-1), "answer");
});

test("the caller sends the offer again to a device that needs it", () => {
  const { controller, connection } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: true });
  assert.equal(connection().repeats, 1);
});

test("greeting: answered on another device", () => {
  const { hello, endings } = ringing();
  hello(truth("callee", "active", { here: false }));
  assert.equal(endings[0].reason, "answered-elsewhere");
});

test("greeting: a call that this page left while offline is left again", () => {
  const { controller, hello, sent } = accepted();
  controller.hangUp();
  hello(truth("caller", "active"));
  assert.deepEqual(sent.at(-1), { type: "leave", call: "call-1" });
  assert.equal(controller.state, "idle");
});

test("reload: the page returns to its call; the caller offers, the callee waits", () => {
  for (const [role, expected] of [
    ["caller", ["rejoin", "offer"]],
    ["callee", ["rejoin"]],
  ]) {
    const { controller, hello, types, media, shown } = setUp();
    hello(truth(role, "active"));
    assert.equal(controller.state, "reconnecting");
    assert.deepEqual(types(), expected);
    assert.equal(media.opened, 1);
    assert.equal(shown().call.since, 97_000);
  }
});

test("the peer's reload: a new connection, and the caller offers", async () => {
  const caller = accepted();
  caller.controller.onMessage({ type: "answer", answer: ANSWER, call: "call-1" });
  caller.connection().on.state("connected");
  await settle();
  caller.controller.onMessage({ type: "rejoin", call: "call-1" });
  assert.equal(caller.controller.state, "reconnecting");
  assert.ok(caller.connections[0].closed);
  assert.deepEqual(caller.types(), ["offer", "offer"]);
  const callee = await answered();
  callee.controller.onMessage({ type: "rejoin", call: "call-1" });
  assert.deepEqual([callee.controller.state, callee.connections.length], ["reconnecting", 2]);
});

test("both reload at once: the caller sends its waiting offer again instead of making another", async () => {
  const { controller, hello, connection, connections, types } = setUp();
  hello(truth("caller", "active"));
  controller.onMessage({ type: "rejoin", call: "call-1" });
  assert.deepEqual([connections.length, connection().repeats], [1, 1]);
  controller.onMessage({ type: "answer", answer: ANSWER, call: "call-1" });
  await settle();
  assert.deepEqual(types(), ["rejoin", "offer"]);
  controller.onMessage({ type: "answer", answer: { type: "answer", sdp: "another's" }, call: "call-1" });
  await settle();
  assert.deepEqual([connections.length, connections[1].received], [2, []]);
});

test("an offer from a new peer connection replaces this side's, even if 'rejoin' was lost", async () => {
  const { controller, connections, types } = await answered();
  controller.onMessage({ type: "offer", name: "bob", offer: OTHER_OFFER, call: "call-1" });
  await settle();
  assert.ok(connections[0].closed);
  assert.deepEqual(connections[1].received, [OTHER_OFFER]);
  assert.equal(types().at(-1), "answer");
  controller.onMessage({ type: "offer", name: "bob", offer: OTHER_OFFER, call: "call-1" });
  await settle();
  assert.equal(connections.length, 2);
});

for (const [side, page, seconds] of [
  ["caller", async () => accepted(), 7],
  ["callee", answered, 13],
]) {
  test(`lost media: the ${side} begins anew after ${seconds} seconds, and tells the peer`, async () => {
    const { connection, connections, types } = await page();
    connection().on.state("connected");
    connection().on.state("failed");
    for (let i = 0; i < seconds - 2; i++) mock.timers.tick(1000);
    assert.equal(connections.length, 1);
    for (let i = 0; i < 2; i++) mock.timers.tick(1000);
    assert.deepEqual([connections.length, connections[0].closed], [2, true]);
    assert.ok(types().includes("rejoin"));
  });
}

/** Lets time pass in steps of half a second, and the samples of the counters complete. */
async function pass(seconds, before = () => {}) {
  for (let i = 0; i < seconds * 2; i++) {
    before();
    mock.timers.tick(500);
    await settle();
  }
}

test("lost media lead to a check of the server; a changed network to earlier detection and a new connection", async () => {
  const { controller, connection, connections, checks, types } = accepted();
  controller.onMessage({ type: "media", call: "call-1", microphone: true, camera: false, screen: false });
  connection().on.state("connected");
  await pass(3, () => Object.assign(connection().counted, { media: { a: (connection().counted.media.a ?? 0) + 25 } }));
  controller.onNetworkChange();
  await pass(1.5);
  assert.deepEqual(checks, ["reconnecting"]);
  assert.deepEqual([connections.length, connections[0].closed, types().at(-1)], [2, true, "offer"]);
  assert.ok(types().includes("rejoin"));
});

test("media that stop are noticed within 2 seconds, and media that return at once", async () => {
  const { controller, connection } = accepted();
  const comes = () => Object.assign(connection().counted, { media: { a: (connection().counted.media.a ?? 0) + 25 } });
  controller.onMessage({ type: "media", call: "call-1", microphone: true, camera: false, screen: false });
  connection().on.state("connected");
  await pass(3, comes);
  assert.equal(controller.state, "active");
  await pass(2.5);
  assert.deepEqual([controller.state, connection().restarts], ["reconnecting", 1]);
  await pass(2);
  assert.equal(connection().restarts, 2);
  await pass(1, comes);
  assert.equal(controller.state, "active");
  await pass(50, comes);
  assert.deepEqual([controller.state, connection().restarts], ["active", 2]);
});

test("a peer that sends nothing, or never reports its devices, is not taken for lost", async () => {
  for (const told of [true, false]) {
    const { controller, connection, connections } = accepted();
    connection().on.state("connected");
    await pass(3, () =>
      Object.assign(connection().counted, { media: { a: (connection().counted.media.a ?? 0) + 25 } }),
    );
    if (told) controller.onMessage({ type: "media", call: "call-1", microphone: false, camera: false, screen: true });
    await pass(60);
    assert.deepEqual([controller.state, connections.length, connection().restarts], ["active", 1, 0]);
  }
});

test("while media arrive, the server is told every 20 seconds", async () => {
  const { connection, types } = accepted();
  connection().on.state("connected");
  const vouched = () => types().filter((type) => type === "flowing").length;
  await pass(41, () =>
    Object.assign(connection().counted, { path: { pair: (connection().counted.path.pair ?? 0) + 1 } }),
  );
  assert.equal(vouched(), 2);
  await pass(60);
  assert.equal(vouched(), 2);
});

test("lost media end the call after 45 seconds, with the reason", () => {
  const { controller, connection, sent, endings } = accepted();
  connection().on.state("connected");
  connection().on.state("failed");
  assert.equal(controller.state, "reconnecting");
  for (let i = 0; i < 46; i++) mock.timers.tick(1000);
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "lost"]);
  assert.deepEqual(sent.at(-1), { type: "leave", call: "call-1", reason: "lost" });
});

test("an unconfirmed offer is sent again, and given up in the end", () => {
  const { controller, connection, endings } = setUp();
  controller.place("bob");
  for (let i = 0; i < 24; i++) mock.timers.tick(1000);
  assert.equal(connection().repeats, 4);
  mock.timers.tick(1000);
  assert.equal(endings[0].reason, "unreachable");
});

test("new ICE servers reach the current call", () => {
  const { controller, connection } = accepted();
  controller.onMessage({ type: "ice", ...ICE });
  assert.deepEqual(connection().servers, ICE.servers);
});

test("another tab takes over the call: this one ends silently, and may come back", () => {
  const { controller, types, endings, hello } = accepted();
  controller.onReplaced();
  assert.equal(endings[0].reason, "moved");
  assert.ok(!types().includes("leave"));
  hello(truth("caller", "active"));
  assert.equal(controller.state, "reconnecting");
});

test("the peer's devices are shown; a change of this side's is reported", () => {
  const { controller, media, sent, shown } = accepted();
  controller.onMessage({ type: "media", call: "call-1", microphone: false, camera: false, screen: true });
  assert.deepEqual(shown().call.remote, { microphone: false, camera: false, screen: true });
  media.state.camera = false;
  media.onchange();
  assert.deepEqual(sent.at(-1), { type: "media", call: "call-1", microphone: true, camera: false, screen: false });
});

test("after 'unavailable' the page synchronises until the server works: a hang-up is not forgotten", () => {
  const page = setUp();
  page.hello(truth("callee", "active"));
  page.controller.hangUp();
  page.controller.onMessage({ type: "error", code: "unavailable", call: "call-1" });
  mock.timers.tick(2000);
  page.controller.onMessage({ type: "error", code: "unavailable" });
  assert.deepEqual(page.types().slice(-2), ["leave", "sync"]);
  mock.timers.tick(2000);
  assert.equal(page.types().at(-1), "sync");
  page.hello(truth("callee", "active"));
  assert.equal(page.types().at(-1), "leave");
});

test("after 'unavailable' a placed call rings when the server works again; one that was not placed is over", () => {
  const page = setUp();
  page.controller.place("bob");
  page.controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  page.controller.onMessage({ type: "error", code: "unavailable" });
  mock.timers.tick(2000);
  page.hello(truth("caller", "calling"));
  assert.equal(page.connection().repeats, 1);
  page.controller.hangUp();

  page.controller.place("bob");
  page.controller.onMessage({ type: "error", code: "unavailable", call: "call-2" });
  assert.equal(page.endings.at(-1).reason, "unavailable");
  mock.timers.tick(2000);
  page.hello(truth("caller", "calling", { call: "call-2" }));
  assert.equal(page.types().at(-1), "leave");
});

test("a voice call opens only the microphone, on both sides, and after a reload", async () => {
  const caller = setUp();
  caller.controller.place("bob", false);
  assert.equal(caller.sent[0].video, false);
  const callee = setUp();
  callee.controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "call-1", left: 45, video: false });
  callee.controller.accept();
  const late = setUp();
  late.hello(truth("callee", "ringing", { video: false }));
  late.controller.accept();
  const reloaded = setUp();
  reloaded.hello(truth("caller", "active", { video: false }));
  const again = setUp();
  again.hello(truth("caller", "calling", { video: false }));
  for (const { controller, media, shown } of [caller, callee, late, reloaded, again]) {
    assert.equal(shown().call.video, false);
    assert.deepEqual(
      media.asked.filter((asked) => asked !== "camera off"),
      ["microphone"],
    );
    controller.hangUp();
  }
  assert.equal(caller.endings[0].video, false);
});

test("a call has video by default", () => {
  const { controller, sent, media } = setUp();
  controller.place("bob");
  assert.equal("video" in sent[0], false);
  assert.deepEqual(media.asked, ["microphone+camera"]);
});

test("glare between a voice and a video call: the winner decides, and no camera opens unasked", () => {
  for (const [mine, theirs, asked] of [
    [true, false, ["microphone+camera", "camera off", "microphone"]],
    [false, true, ["camera off", "microphone", "camera off", "microphone"]],
    [true, true, ["microphone+camera", "microphone+camera"]],
  ]) {
    const { controller, media, shown } = setUp();
    controller.place("bob", mine);
    controller.onMessage({ type: "accepted", call: "theirs", name: "bob", needs_offer: false, video: theirs });
    assert.deepEqual([shown().call.video, media.asked], [theirs, asked]);
  }
});

test("the voice button of a user who calls with video accepts without a camera", () => {
  const { controller, media } = ringing();
  controller.place("bob", false);
  assert.deepEqual([controller.state, media.asked], ["connecting", ["camera off", "microphone"]]);
});

test("greeting: a call placed after a lost hang-up is sent again, and the old one is left", () => {
  const { controller, hello, sent, types, connection } = accepted();
  controller.hangUp();
  controller.place("bob");
  const before = types().length;
  hello(truth("caller", "active"));
  assert.deepEqual(types().slice(before), ["leave"]);
  assert.deepEqual(sent.at(-1), { type: "leave", call: "call-1" });
  assert.deepEqual([controller.state, connection().repeats], ["calling", 1]);
  controller.onMessage({ type: "calling", call: "call-2", name: "bob", left: 45 });
  controller.onMessage({ type: "accepted", call: "call-2", name: "bob", needs_offer: false });
  assert.equal(controller.state, "connecting");
});

test("a new call that is refused because of an older one here gives way to that one", () => {
  const { controller, hello, sent, endings } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "error", code: "in-call", call: "other" });
  assert.deepEqual([controller.state, endings[0].reason, sent.at(-1).type], ["idle", "in-call", "sync"]);
  hello(truth("callee", "active", { call: "other" }));
  assert.equal(controller.state, "reconnecting");
});

test("a call that was left offline does not come back with a reload before the server knows", () => {
  const storage = new Map();
  const before = setUp(storage);
  before.hello(truth("caller", "active"));
  before.controller.hangUp();
  const { controller, hello, sent, media } = setUp(storage);
  hello(truth("caller", "active"));
  assert.deepEqual([controller.state, media.opened], ["idle", 0]);
  assert.deepEqual(sent, [{ type: "leave", call: "call-1" }]);
  hello(null);
  assert.deepEqual([...storage.keys()], []);
});

test("reload: what was turned off stays off, until the call is over", () => {
  const stored = new Map();
  const before = setUp(stored);
  before.hello(truth("callee", "active"));
  before.media.turnedOff = ["camera"];
  before.media.onchange();
  const again = setUp(stored);
  again.hello(truth("callee", "active"));
  assert.deepEqual([again.media.kept, again.media.opened], [["camera"], 1]);
  again.media.turnedOff = ["camera"];
  // A tab that has lost its place may come back to it.
  again.controller.onReplaced();
  again.media.kept = [];
  again.hello(truth("callee", "active"));
  assert.deepEqual(again.media.kept, ["camera"]);
  again.controller.onMessage({ type: "leave", call: "call-1", reason: "hung-up" });
  assert.deepEqual([...stored.keys()], []);
  again.hello(truth("callee", "active", { call: "call-2" }));
  assert.deepEqual(again.media.kept, []);
});

test("a device that the system has muted is reported to the peer as off", async () => {
  const { sent, media } = await answered();
  Object.defineProperty(media, "sending", { value: { microphone: false, camera: true, screen: false } });
  media.onchange();
  assert.equal(sent.at(-1).microphone, false);
});

test("greeting: a call that ended before it was accepted was not answered", () => {
  const callee = ringing();
  callee.hello(null);
  const caller = setUp();
  caller.controller.place("bob");
  caller.controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  caller.hello(null);
  for (const { endings } of [callee, caller]) assert.equal(endings[0].reason, "no-answer");
});

test("a ring ends two seconds after its time if the server is out of reach", () => {
  const { controller, endings, sent } = ringing();
  const before = sent.length;
  mock.timers.tick(46_900);
  assert.equal(controller.state, "incoming");
  mock.timers.tick(200);
  assert.deepEqual([controller.state, endings[0].reason, endings[0].mine], ["idle", "no-answer", false]);
  assert.equal(sent.length, before);
});

test("a greeting has the remaining ring time; an accepted call rings no longer", () => {
  const { controller, hello } = ringing();
  mock.timers.tick(40_000);
  hello(truth("callee", "ringing", { left: 20 }));
  mock.timers.tick(21_000);
  assert.equal(controller.state, "incoming");
  controller.accept();
  mock.timers.tick(2_000);
  assert.equal(controller.state, "connecting");
});

test("the network changes before the connection is up: the caller makes a new one at once", async () => {
  const { controller, connection, connections, types } = accepted();
  const before = types().length;
  controller.onNetworkChange();
  mock.timers.tick(0);
  assert.deepEqual([connections.length, types().slice(before)], [2, ["rejoin", "offer"]]);
  connection().on.state("connected");
  controller.onNetworkChange();
  await pass(0.2);
  assert.equal(connections.length, 2);
});

test("the network changes while it rings: the caller makes a new connection once it is accepted", () => {
  const { controller, connections } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  controller.onNetworkChange();
  mock.timers.tick(1_000);
  assert.equal(connections.length, 1);
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  mock.timers.tick(0);
  assert.equal(connections.length, 2);
});
