import assert from "node:assert/strict";
import test from "node:test";
import { LazyFeatures } from "../../static/calls/call/lazy_features.js";

/** A page whose features have not loaded; `happened`: what it did, and what the features were told. */
function setUp({ stored = new Map(), inUse = false } = {}) {
  const happened = [];
  const lazy = new LazyFeatures({
    load: () => happened.push("load"),
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
      removeItem: (key) => stored.delete(key),
    },
    inUse: () => inUse,
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
  assert.deepEqual(happened, ["load", "start bob", "show calling", "close bob"]);
});

test("a call that is over by then gets none", () => {
  const { lazy, happened, create } = setUp();
  lazy.start({ name: "bob" }).close();
  lazy.onHello("idle");
  lazy.show({ state: "idle", online: true });
  lazy.use(create);
  lazy.onHello("idle");
  assert.deepEqual(happened, ["hello idle", "show idle", "hello idle"]);
});

test("once they are there, everything is passed on", () => {
  const { lazy, happened, create } = setUp();
  lazy.use(create);
  lazy.start({ name: "bob" }).close();
  lazy.show({ state: "calling", online: true });
  assert.deepEqual(happened, ["start bob", "close bob", "show calling"]);
});

test("a page of a version that is gone reloads between calls, once, and not while it is used", () => {
  const stored = new Map();
  const inCall = setUp({ stored });
  inCall.lazy.show({ state: "active", online: true });
  inCall.lazy.onFailure(3);
  inCall.lazy.onFailure(4);
  assert.deepEqual(inCall.happened, ["load"]);
  inCall.lazy.show({ state: "idle", online: false });
  assert.deepEqual(inCall.happened, ["load"], "not before the server can be reached");
  inCall.lazy.show({ state: "idle", online: true });
  assert.deepEqual(inCall.happened, ["load", "reload"]);

  const again = setUp({ stored });
  again.lazy.show({ state: "idle", online: true });
  again.lazy.onFailure(9);
  assert.deepEqual(again.happened, []);
  again.lazy.use(again.create);
  assert.equal(stored.size, 0);

  const writing = setUp({ inUse: true });
  writing.lazy.show({ state: "idle", online: true });
  writing.lazy.onFailure(4);
  assert.deepEqual(writing.happened, []);
});
