import assert from "node:assert/strict";
import test from "node:test";
import { LazyFeatures } from "../../static/calls/call/lazy_features.js";

/** A page whose features have not loaded; `happened`: what it did, and what the features were told. */
function setUp({ stored = new Map(), full = false, inUse = () => false, address = "/lazy.1.js" } = {}) {
  const happened = [];
  const lazy = new LazyFeatures({
    address,
    load: () => happened.push("load"),
    ping: () => happened.push("ping"),
    explain: () => happened.push("explain"),
    storage: {
      outlivesPage: (key) => !full && stored.has(key),
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
      removeItem: (key) => stored.delete(key),
    },
    inUse,
    loaded: () => happened.push("loaded"),
    reload: () => happened.push("reload"),
  });
  const create = () => ({
    start: (call) => {
      happened.push(`start ${call.name}`);
      return { close: () => happened.push(`close ${call.name}`) };
    },
    show: ({ state }) => happened.push(`show ${state}`),
    onHello: (state) => happened.push(`hello ${state}`),
    requestVideo: () => true,
  });
  return { lazy, happened, create, stored };
}

test("a call asks for its features, and begins with them once they are there", () => {
  const { lazy, happened, create } = setUp();
  lazy.show({ state: "idle", online: true });
  assert.deepEqual(happened, []);
  const call = lazy.start({ name: "bob" });
  lazy.show({ state: "calling", online: true });
  assert.equal(lazy.requestVideo(), false);
  lazy.use(create);
  lazy.use(create);
  assert.equal(lazy.requestVideo(), true);
  call.close();
  assert.deepEqual(happened, ["load", "loaded", "start bob", "show calling", "close bob"]);
});

test("a call that is over by then gets none", () => {
  const { lazy, happened, create } = setUp();
  lazy.start({ name: "bob" }).close();
  lazy.onHello("idle");
  lazy.show({ state: "idle", online: true });
  lazy.use(create);
  lazy.onHello("idle");
  assert.deepEqual(happened, ["loaded", "hello idle", "show idle", "hello idle"]);
});

test("once they are there, everything is passed on", () => {
  const { lazy, happened, create } = setUp();
  lazy.use(create);
  lazy.start({ name: "bob" }).close();
  lazy.show({ state: "calling", online: true });
  assert.deepEqual(happened, ["loaded", "start bob", "close bob", "show calling"]);
});

const IDLE = { state: "idle", online: true, call: null };
const AWAY = { ...IDLE, online: false };

/** The server can be reached, but has no such file. */
function fail({ lazy }, times = 4) {
  for (let failed = 0; failed < times; failed++) {
    lazy.onFailure();
    lazy.onPong();
  }
}
const reloads = ({ happened }) => happened.filter((what) => what === "reload").length;

test("a page of a version that is gone reloads between calls, once, and not while it is used", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const stored = new Map();
  const page = setUp({ stored });
  page.lazy.show({ ...IDLE, state: "active" });
  fail(page, 9);
  assert.equal(reloads(page), 0);
  page.lazy.show(IDLE);
  assert.equal(reloads(page), 0, "how the call ended is about to be shown");
  t.mock.timers.tick(3_000);
  assert.equal(reloads(page), 1);

  const again = setUp({ stored });
  again.lazy.show(IDLE);
  fail(again, 9);
  assert.equal(reloads(again), 0);

  const next = setUp({ stored, address: "/lazy.2.js" });
  next.lazy.show(IDLE);
  fail(next);
  assert.equal(reloads(next), 1, "the next version is gone as well");
  next.lazy.use(next.create);
  assert.equal(stored.size, 0);

  let inUse = true;
  const writing = setUp({ inUse: () => inUse });
  writing.lazy.show(IDLE);
  fail(writing);
  t.mock.timers.tick(9_000);
  assert.equal(reloads(writing), 0);
  inUse = false;
  writing.lazy.show(AWAY);
  t.mock.timers.tick(3_000);
  assert.equal(reloads(writing), 0, "the server may be away");
});

test("a network that is away does not count, and what failed meanwhile is tried once it is back", () => {
  const page = setUp();
  const { lazy, happened } = page;
  lazy.show(IDLE);
  for (let failed = 0; failed < 9; failed++) lazy.onFailure();
  lazy.onPong();
  lazy.onPong();
  fail(page, 2);
  assert.equal(reloads(page), 0, "the socket did not know yet: the server has answered three times");
  happened.length = 0;
  lazy.show(AWAY);
  for (let failed = 0; failed < 9; failed++) lazy.onFailure();
  assert.deepEqual(happened, [], "nobody to ask");
  lazy.show(IDLE);
  lazy.onPong();
  assert.deepEqual(happened, ["load"]);
  fail(page, 3);
  assert.equal(reloads(page), 0, "what was counted before does not count");
  fail(page, 1);
  assert.equal(reloads(page), 1);
});

test("where the tab's storage is missing or full, the page does not reload: it would again and again", () => {
  const page = setUp({ full: true });
  page.lazy.show(IDLE);
  fail(page, 9);
  assert.equal(reloads(page), 0);
});

test("in a voice call the camera waits for the features, which ask the peer; it can be turned off", () => {
  const { lazy, happened } = setUp();
  const press = (video, camera) => {
    lazy.show({ ...IDLE, state: "active", call: { video }, local: { camera } });
    happened.length = 0;
    return lazy.requestVideo();
  };
  assert.deepEqual([press(false, false), happened], [true, ["explain"]]);
  assert.deepEqual([press(false, true), happened], [false, []]);
  assert.deepEqual([press(true, false), happened], [false, []]);
});
