import assert from "node:assert/strict";
import test from "node:test";
import { PageOwner } from "../../static/calls/signaling/page_owner.js";

function setUp(stored = new Map()) {
  const done = [];
  const owner = new PageOwner({
    me: "alice",
    isInCall: (call) => call === "mine",
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
      removeItem: (key) => stored.delete(key),
    },
    reload: () => done.push("reload"),
    ask: (name) => done.push(`ask ${name}`),
  });
  return { owner, done, stored };
}
const hello = (name, call = null) => ({ type: "hello", name, call });

test("a greeting for the person of the page is applied", () => {
  const { owner, done } = setUp();
  assert.ok(owner.accepts(hello("alice")));
  owner.show({ state: "idle" });
  assert.deepEqual(done, []);
});

test("somebody else has signed in: the page loads again, whatever call there is", () => {
  for (const call of [null, { call: "theirs", here: false }, { call: "mine", here: false }]) {
    const { owner, done } = setUp();
    assert.equal(owner.accepts(hello("bob", call)), false);
    assert.deepEqual(done, ["reload"]);
  }
});

test("a page that is still somebody else's after loading again asks instead of loading for ever", () => {
  const first = setUp();
  first.owner.accepts(hello("bob"));
  const again = setUp(first.stored);
  assert.equal(again.owner.accepts(hello("bob")), false);
  assert.deepEqual(again.done, ["ask bob"]);
  again.owner.accepts(hello("alice"));
  again.owner.accepts(hello("bob"));
  assert.deepEqual(again.done, ["ask bob", "reload"], "later it may load again");
});

test("a person who is renamed in a call stays in it, and the page loads again afterwards", () => {
  const { owner, done } = setUp();
  assert.ok(owner.accepts(hello("alicia", { call: "mine", here: true })));
  owner.show({ state: "active" });
  assert.deepEqual(done, []);
  owner.show({ state: "idle" });
  owner.show({ state: "idle" });
  assert.deepEqual(done, ["reload"]);
});

test("a page that was told of the new name is that person's", () => {
  const { owner, done } = setUp();
  owner.onMessage({ type: "renamed", former: "alice", name: "alicia" });
  owner.onMessage({ type: "renamed", former: "bob", name: "robert" });
  assert.ok(owner.accepts(hello("alicia")));
  assert.deepEqual(done, []);
});
