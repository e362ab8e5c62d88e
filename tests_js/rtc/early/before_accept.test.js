import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { BeforeAccept } from "../../../static/calls/rtc/early/before_accept.js";
import { ANSWER, FakePeerConnection, HOST, OFFER, RELAY, settle } from "./fake_connection.js";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

/** A device where a call rings, whose answer is prepared. */
const RELAYED = { isDirect: false, hasRelay: true };
const DIRECT = { isDirect: true, hasRelay: false };
const BOTH = { isDirect: true, hasRelay: true };

async function ringing(ways = RELAYED) {
  const sent = [];
  const told = [];
  const made = [];
  const shown = [];
  const device = new BeforeAccept({
    newConnection: (tracks, on, relayed = false) => {
      made.push(new FakePeerConnection(tracks, on, relayed));
      return made.at(-1);
    },
    send: (id, signal) => sent.push([id, signal]),
    onstreams: () => shown.push(device.streams),
    retry: () => told.push("retry"),
  });
  const on = {
    send: (signal) => told.push(signal),
    state: (state) => told.push(state),
    streams: () => {},
    channel: () => {},
  };
  device.prepare(OFFER);
  device.connect("a", ways);
  await settle();
  return { device, sent, told, made, shown, on };
}

async function connected(ways) {
  const page = await ringing(ways);
  page.device.onSignal("a", { description: OFFER });
  await settle();
  page.made[1].on.state("connected");
  return page;
}

test("it asks, and answers the caller's offer with relays alone and without tracks", async () => {
  const { device, sent, made } = await ringing();
  assert.deepEqual(sent.splice(0), [["a", {}]]);
  device.onSignal("a", { candidate: { candidate: RELAY } });
  device.onSignal("other", { description: OFFER });
  assert.equal(made.length, 1, "there is no offer for it yet");
  device.onSignal("a", { description: OFFER });
  device.onSignal("a", { candidate: { candidate: HOST } });
  device.onSignal("a", { candidate: { candidate: RELAY } });
  await settle();
  const [, pc] = made;
  assert.ok(pc.relayed);
  assert.ok(Object.values(pc.tracks).every((track) => track === null));
  assert.deepEqual(pc.received, [{ description: OFFER }, { candidate: { candidate: RELAY } }]);
  assert.deepEqual(sent, [
    ["a", { description: ANSWER }],
    ["a", { candidate: { candidate: RELAY } }],
  ]);
});

test("accepted while it is connected: it is used, and said to be up once the caller uses it", async () => {
  const { device, told, made, on } = await connected();
  const [prepared, pc] = made;
  assert.deepEqual([device.connection, device.asked], [null, "a"]);
  device.confirm();
  assert.equal(device.use(on), pc);
  assert.deepEqual([prepared.closed, pc.closed, pc.direct], [true, false, true]);
  assert.deepEqual([device.connection, device.asked], ["a", null]);
  assert.deepEqual(told, []);
  device.confirm();
  device.confirm();
  assert.deepEqual(told, ["connected"]);
  pc.on.send({ candidate: { candidate: HOST } });
  assert.deepEqual(told.splice(1), [{ candidate: { candidate: HOST } }], "as in any call from now on");
  device.close();
  assert.equal(pc.closed, false);
});

test("accepted before it is connected: the prepared answer is used", async () => {
  for (const state of [null, "connecting", "failed", "disconnected"]) {
    const page = state === null ? await ringing() : await connected();
    if (state) page.made[1].on.state(state);
    assert.equal(page.device.use(page.on), page.made[0], state);
    assert.equal(page.device.connection, null);
    if (state) assert.ok(page.made[1].closed);
    page.device.onSignal("a", { description: OFFER });
    page.device.connect("b", RELAYED);
    await settle();
    assert.equal(page.made.length, state ? 2 : 1);
  }
});

test("another network, and the end of the ring, close it", async () => {
  const page = await connected();
  page.device.prepareAgain(OFFER);
  page.device.connect("b", RELAYED);
  assert.ok(page.made[0].closed && page.made[1].closed);
  assert.deepEqual(page.sent.at(-1), ["b", {}]);
  page.device.onSignal("a", { description: OFFER });
  assert.equal(page.made.length, 3, "the previous one is over");
  page.device.onSignal("b", { description: OFFER });
  page.device.close();
  assert.ok(page.made.every(({ closed }) => closed));
});

/** Whether Accept waits, and how often it has gone on. */
function accept({ device }) {
  const proceeded = [];
  device.whenReady(() => proceeded.push(device.isAcceptPending));
  return { proceeded, waits: () => device.isAcceptPending };
}

test("Accept waits for a connection that is about to be up", async () => {
  const page = await ringing();
  const { proceeded, waits } = accept(page);
  page.device.onSignal("a", { description: OFFER });
  await settle();
  page.made[1].on.state("connecting");
  assert.ok(waits());
  assert.deepEqual(proceeded, []);
  page.made[1].on.state("connected");
  mock.timers.tick(1_000);
  assert.deepEqual(proceeded, [false]);
  assert.equal(page.device.use(page.on), page.made[1]);
});

test("Accept does not wait for one that is up, late, broken, or not asked for", async () => {
  const late = await ringing();
  mock.timers.tick(1_000);
  const broken = await connected();
  broken.made[1].on.state("failed");
  const closed = await ringing();
  closed.device.disconnect();
  for (const page of [await connected(), late, broken, closed]) assert.deepEqual(accept(page).proceeded, [false]);
});

test("what Accept waits for takes a second at most, or until it cannot come any more", async () => {
  for (const end of [
    () => mock.timers.tick(1_000),
    ({ made }) => made[1].on.state("failed"),
    ({ device }) => device.disconnect(),
    ({ device }) => device.connect("b", RELAYED),
  ]) {
    const page = await ringing();
    page.device.onSignal("a", { description: OFFER });
    await settle();
    const { proceeded } = accept(page);
    assert.deepEqual(proceeded, []);
    end(page);
    assert.deepEqual(proceeded, [false], end.toString());
  }
});

test("a prepared answer that fails leaves the connection through relays", async () => {
  const page = await connected();
  const [prepared, pc] = page.made;
  prepared.on.state("failed");
  assert.deepEqual([prepared.closed, pc.closed, page.device.isConnected], [true, false, true]);
  assert.deepEqual(accept(page).proceeded, [false]);
  assert.equal(page.device.use(page.on), pc);

  const other = await ringing();
  const { waits } = accept(other);
  other.made[0].on.state("failed");
  assert.ok(waits(), "the other one is about to be up");
  mock.timers.tick(1_000);
  assert.equal(other.device.use(other.on), null);
});

test("a call that is over while Accept waits is not accepted", async () => {
  const page = await ringing();
  const { proceeded, waits } = accept(page);
  page.device.close();
  mock.timers.tick(1_000);
  assert.deepEqual([proceeded, waits()], [[], false]);
});

test("a connection that breaks while it rings is asked for again", async () => {
  const page = await connected();
  page.sent.length = 0;
  page.made[1].on.state("disconnected");
  assert.deepEqual(page.sent, [["a", {}]]);
  page.made[1].on.state("connected");
  page.device.use(page.on);
  page.made[1].on.state("disconnected");
  assert.equal(page.sent.length, 1, "the call heals itself");
});

test("for a contact: all candidates, and Accept goes on with a search that has begun", async () => {
  const page = await connected(DIRECT);
  const [prepared, pc] = page.made;
  assert.equal(pc.relayed, false);
  page.device.onSignal("a", { candidate: { candidate: HOST } });
  await settle();
  assert.deepEqual(pc.received.at(-1), { candidate: { candidate: HOST } });
  assert.ok(page.sent.some(([, { candidate }]) => candidate?.candidate === HOST));
  assert.ok(Object.values(pc.tracks).every((track) => track === null));
  pc.on.state("connecting");
  assert.equal(page.device.use(page.on), pc);
  assert.deepEqual([prepared.closed, page.device.connection], [true, "a"]);
});

test("with a relay it comes first; the caller's second offer is for a direct way", async () => {
  const page = await connected(BOTH);
  const [, pc] = page.made;
  assert.deepEqual([pc.relayed, pc.direct], [true, false]);
  page.device.onSignal("a", { description: OFFER });
  await settle();
  assert.ok(pc.direct);
  const early = await connected(BOTH);
  early.made[1].on.state("connecting");
  assert.equal(early.device.use(early.on), early.made[0], "before the relay is up, and without a search");
});

test("what comes while it rings is told, until the connection is used or closed", async () => {
  const { device, made, shown, on } = await connected();
  assert.equal(device.streams, null);
  const streams = { main: {}, screen: {} };
  made[1].on.streams(streams);
  assert.deepEqual(shown, [streams]);
  device.use(on);
  assert.equal(device.streams, null);
  const other = await connected();
  other.made[1].on.streams(streams);
  other.device.disconnect();
  assert.equal(other.device.streams, null);
});
