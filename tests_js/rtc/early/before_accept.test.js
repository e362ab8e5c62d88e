import assert from "node:assert/strict";
import test from "node:test";
import { BeforeAccept } from "../../../static/calls/rtc/early/before_accept.js";

const RELAY = "candidate:1 1 udp 41885439 203.0.113.5 50001 typ relay raddr 0.0.0.0 rport 0";
const HOST = "candidate:2 1 udp 2122260223 192.0.2.1 50000 typ host";
const OFFER = { type: "offer", sdp: "v=0\r\n" };
const ANSWER = { type: "answer", sdp: "v=0\r\n" };
const settle = () => new Promise((resolve) => setImmediate(resolve));

class FakePeerConnection {
  received = [];
  closed = false;
  direct = false;
  constructor(tracks, on, relayed) {
    Object.assign(this, { tracks, on, relayed });
  }
  async onSignal(signal) {
    this.received.push(signal);
    if (!signal.description) return;
    this.on.send({ description: ANSWER });
    this.on.send({ candidate: { candidate: HOST } });
    this.on.send({ candidate: { candidate: RELAY } });
  }
  allowDirect() {
    this.direct = true;
  }
  resendDescription() {}
  close() {
    this.closed = true;
  }
}

/** A device where a call rings, whose answer is prepared. */
async function ringing() {
  const sent = [];
  const told = [];
  const made = [];
  const device = new BeforeAccept({
    newConnection: (tracks, on, relayed = false) => {
      made.push(new FakePeerConnection(tracks, on, relayed));
      return made.at(-1);
    },
    send: (id, signal) => sent.push([id, signal]),
    retry: () => told.push("retry"),
  });
  const on = {
    send: (signal) => told.push(signal),
    state: (state) => told.push(state),
    streams: () => {},
    channel: () => {},
  };
  device.prepare(OFFER);
  device.connect("a");
  await settle();
  return { device, sent, told, made, on };
}

async function connected() {
  const page = await ringing();
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
  assert.equal(device.connection, null);
  device.confirm();
  assert.equal(device.use(on), pc);
  assert.deepEqual([prepared.closed, pc.closed, pc.direct], [true, false, true]);
  assert.equal(device.connection, "a");
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
    page.device.connect("b");
    await settle();
    assert.equal(page.made.length, state ? 2 : 1);
  }
});

test("another network, and the end of the ring, close it", async () => {
  const page = await connected();
  page.device.prepareAgain(OFFER);
  page.device.connect("b");
  assert.ok(page.made[0].closed && page.made[1].closed);
  assert.deepEqual(page.sent.at(-1), ["b", {}]);
  page.device.onSignal("a", { description: OFFER });
  assert.equal(page.made.length, 3, "the previous one is over");
  page.device.onSignal("b", { description: OFFER });
  page.device.close();
  assert.ok(page.made.every(({ closed }) => closed));
});
