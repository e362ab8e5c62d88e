import assert from "node:assert/strict";
import test from "node:test";
import { MediaConnection } from "../../static/calls/rtc/media_connection.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));

class FakeLink {
  fresh = true;
  closed = false;
  silent = false;
  decoded = 0;
  offers = 0;
  constructor(on) {
    this.on = on;
  }
  call() {
    this.offers += 1;
  }
  repeat() {
    this.offers += 1;
  }
  async onSignal() {
    this.fresh = false;
  }
  isFromAnother() {
    return false;
  }
  async counters() {
    return { media: {}, link: {} };
  }
  async frames() {
    return this.decoded;
  }
  restart() {}
  quiet() {
    this.silent = true;
  }
  close() {
    this.closed = true;
  }
}

/** A line whose first link is up and shows "old". */
async function up(t, calls) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const links = [];
  const events = [];
  const peer = { expectsVideo: true };
  const line = new MediaConnection({
    calls,
    newConnection: (on) => links[links.push(new FakeLink(on)) - 1],
    on: {
      send() {},
      streams: ({ main }) => events.push(main),
      channel() {},
      connected: () => events.push("connected"),
      lost: () => events.push("lost"),
      ask() {},
      rejoin: () => true,
      expects: () => true,
      expectsVideo: () => peer.expectsVideo,
      expired() {},
      broken() {},
    },
  });
  line.begin();
  await line.onSignal({ description: { type: calls ? "answer" : "offer", sdp: "" } });
  links[0].on.streams({ main: "old", screen: null });
  links[0].on.state("connected");
  events.length = 0;
  const wait = async (milliseconds) => {
    for (let past = 0; past < milliseconds; past += 100) {
      t.mock.timers.tick(100);
      await settle();
    }
  };
  return { line, links, events, peer, wait };
}

test("the old link serves until the new one has a picture; then it is shown at once", async (t) => {
  const { line, links, events, wait } = await up(t, true);
  line.succeed();
  assert.deepEqual([links.length, links[0].silent, links[1].offers], [2, true, 1]);
  links[1].on.streams({ main: "new", screen: null });
  links[1].on.state("connected");
  await wait(500);
  assert.deepEqual(events, ["connected"]);
  links[1].decoded = 1;
  await wait(200);
  assert.deepEqual(events, ["connected", "new"]);
  assert.deepEqual([links[0].closed, links[1].closed], [true, false]);
});

test("where the peer says that there is nothing to see, no picture is waited for", async (t) => {
  const { line, links, events, peer, wait } = await up(t, false);
  line.succeed();
  links[1].on.streams({ main: "new", screen: null });
  links[1].on.state("connected");
  await wait(300);
  peer.expectsVideo = false;
  await wait(200);
  assert.deepEqual(events, ["connected", "new"]);
});

test("a picture that does not come is not waited for without end", async (t) => {
  const { line, links, events, wait } = await up(t, false);
  line.succeed();
  links[1].on.state("connected");
  await wait(3100);
  assert.deepEqual(events, ["connected", null]);
  assert.ok(links[0].closed);
});

test("a new device that does not connect in time is a loss, and is tried again", async (t) => {
  const { line, links, events, wait } = await up(t, true);
  line.succeed();
  await wait(9900);
  assert.deepEqual(events, []);
  await wait(200);
  assert.deepEqual(events, [null, "lost"]);
  assert.deepEqual([links[0].closed, links[1].closed], [true, false]);
  links[1].on.streams({ main: "new", screen: null });
  links[1].on.state("connected");
  assert.deepEqual(events, [null, "lost", "new", "connected"]);
});

test("it moves on again before the first move is done: what was seen last stays", async (t) => {
  const { line, links, events, wait } = await up(t, true);
  line.succeed();
  await line.onSignal({ description: { type: "answer", sdp: "" } });
  line.succeed();
  assert.deepEqual([links.length, links[0].closed, links[1].closed], [3, false, true]);
  links[2].decoded = 1;
  links[2].on.streams({ main: "third", screen: null });
  links[2].on.state("connected");
  await wait(200);
  assert.deepEqual(events, ["connected", "third"]);
});

test("a word that was said twice repeats the offer", async (t) => {
  const { line, links } = await up(t, true);
  line.succeed();
  line.succeed();
  assert.deepEqual([links.length, links[1].offers], [2, 2]);
});

test("a line that is down has nothing to keep", async (t) => {
  const { line, links, events } = await up(t, true);
  links[0].on.state("failed");
  line.succeed();
  assert.deepEqual(events, ["lost", null]);
  assert.ok(links[0].closed);
});

test("a call that ends in the middle ends both links", async (t) => {
  const { line, links, events, wait } = await up(t, true);
  line.succeed();
  line.close();
  await wait(11_000);
  assert.deepEqual([links[0].closed, links[1].closed], [true, true]);
  assert.deepEqual(events, []);
});
