import assert from "node:assert/strict";
import test from "node:test";
import { MediaConnection } from "../../static/calls/rtc/media_connection.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));

class FakePeerConnection {
  hasRemoteDescription = false;
  closed = false;
  silent = false;
  decoded = 0;
  offers = 0;
  constructor(on) {
    this.on = on;
  }
  startOffer() {
    this.offers += 1;
  }
  resendDescription() {
    this.offers += 1;
  }
  async onSignal() {
    this.hasRemoteDescription = true;
  }
  isFromNewPeerConnection() {
    return false;
  }
  async counters() {
    return { media: {}, path: {} };
  }
  async framesDecoded() {
    return this.decoded;
  }
  restartIce() {}
  iceFacts() {
    return { local: [], remote: [], errors: [], gathering: "new", ice: "new" };
  }
  detach() {
    this.silent = true;
  }
  close() {
    this.closed = true;
  }
}

/** A connection whose first peer connection is up and shows "old". */
async function up(t, calls) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const peerConnections = [];
  const events = [];
  const peer = { expectsVideo: true };
  const connection = new MediaConnection({
    offers: calls,
    newConnection: (on) => peerConnections[peerConnections.push(new FakePeerConnection(on)) - 1],
    on: {
      send() {},
      streams: ({ main }) => events.push(main),
      channel() {},
      connected: () => events.push("connected"),
      lost: () => events.push("lost"),
      requestOffer() {},
      rejoin: () => true,
      expectsMedia: () => true,
      expectsVideo: () => peer.expectsVideo,
      expired() {},
      broken() {},
      online: () => true,
      report() {},
      problem() {},
    },
  });
  connection.start();
  await connection.onSignal({ description: { type: calls ? "answer" : "offer", sdp: "" } });
  peerConnections[0].on.streams({ main: "old", screen: null });
  peerConnections[0].on.state("connected");
  events.length = 0;
  const wait = async (milliseconds) => {
    for (let past = 0; past < milliseconds; past += 100) {
      t.mock.timers.tick(100);
      await settle();
    }
  };
  return { connection, peerConnections, events, peer, wait };
}

test("the old peer connection serves until the new one has a picture; then it is shown at once", async (t) => {
  const { connection, peerConnections, events, wait } = await up(t, true);
  connection.onPeerHandover();
  assert.deepEqual([peerConnections.length, peerConnections[0].silent, peerConnections[1].offers], [2, true, 1]);
  peerConnections[1].on.streams({ main: "new", screen: null });
  peerConnections[1].on.state("connected");
  await wait(500);
  assert.deepEqual(events, ["connected"]);
  peerConnections[1].decoded = 1;
  await wait(200);
  assert.deepEqual(events, ["connected", "new"]);
  assert.deepEqual([peerConnections[0].closed, peerConnections[1].closed], [true, false]);
});

test("if the peer reports that there is nothing to see, no picture is awaited", async (t) => {
  const { connection, peerConnections, events, peer, wait } = await up(t, false);
  connection.onPeerHandover();
  peerConnections[1].on.streams({ main: "new", screen: null });
  peerConnections[1].on.state("connected");
  await wait(300);
  peer.expectsVideo = false;
  await wait(200);
  assert.deepEqual(events, ["connected", "new"]);
});

test("a picture that does not come is not awaited without end", async (t) => {
  const { connection, peerConnections, events, wait } = await up(t, false);
  connection.onPeerHandover();
  peerConnections[1].on.state("connected");
  await wait(3100);
  assert.deepEqual(events, ["connected", null]);
  assert.ok(peerConnections[0].closed);
});

test("a new device that does not connect in time counts as lost, and is tried again", async (t) => {
  const { connection, peerConnections, events, wait } = await up(t, true);
  connection.onPeerHandover();
  await wait(9900);
  assert.deepEqual(events, []);
  await wait(200);
  assert.deepEqual(events, [null, "lost"]);
  assert.deepEqual([peerConnections[0].closed, peerConnections[1].closed], [true, false]);
  peerConnections[1].on.streams({ main: "new", screen: null });
  peerConnections[1].on.state("connected");
  assert.deepEqual(events, [null, "lost", "new", "connected"]);
});

test("a second handover before the first is done: the last picture stays", async (t) => {
  const { connection, peerConnections, events, wait } = await up(t, true);
  connection.onPeerHandover();
  await connection.onSignal({ description: { type: "answer", sdp: "" } });
  connection.onPeerHandover();
  assert.deepEqual([peerConnections.length, peerConnections[0].closed, peerConnections[1].closed], [3, false, true]);
  peerConnections[2].decoded = 1;
  peerConnections[2].on.streams({ main: "third", screen: null });
  peerConnections[2].on.state("connected");
  await wait(200);
  assert.deepEqual(events, ["connected", "third"]);
});

test("the same message twice repeats the offer", async (t) => {
  const { connection, peerConnections } = await up(t, true);
  connection.onPeerHandover();
  connection.onPeerHandover();
  assert.deepEqual([peerConnections.length, peerConnections[1].offers], [2, 2]);
});

test("a connection that is down is not kept", async (t) => {
  const { connection, peerConnections, events } = await up(t, true);
  peerConnections[0].on.state("failed");
  connection.onPeerHandover();
  assert.deepEqual(events, ["lost", null]);
  assert.ok(peerConnections[0].closed);
});

test("a call that ends in the middle ends both peer connections", async (t) => {
  const { connection, peerConnections, events, wait } = await up(t, true);
  connection.onPeerHandover();
  connection.close();
  await wait(11_000);
  assert.deepEqual([peerConnections[0].closed, peerConnections[1].closed], [true, true]);
  assert.deepEqual(events, []);
});

test("the small picture that was sent while it rang goes on for a moment, whatever may be sent", async (t) => {
  const { connection, wait } = await up(t, true);
  const set = [];
  const pc = Object.assign(new FakePeerConnection({}), {
    limit: (limits) => set.push(limits),
    resendCandidates() {},
    allowDirect: () => false,
  });
  connection.takeOver({ pc, use: () => pc, confirm() {} });
  connection.limit("first");
  connection.limit("second");
  assert.deepEqual(set, []);
  await wait(200);
  assert.deepEqual(set, ["second"]);
  connection.limit("third");
  assert.deepEqual(set, ["second", "third"]);
});
