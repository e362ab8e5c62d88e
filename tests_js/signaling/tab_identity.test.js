import assert from "node:assert/strict";
import test from "node:test";
import { PARTY, TabIdentity } from "../../static/calls/signaling/tab_identity.js";

/** Locks as a browser's tabs share them (Web Locks, section 3): held until the tab goes. */
class FakeLocks {
  waiting = new Map();
  request(name, { signal }, act) {
    const queue = this.waiting.get(name);
    if (!queue) {
      this.waiting.set(name, []);
      return act();
    }
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      queue.push(() => signal.aborted || act());
    });
  }
  release(name) {
    for (const next of this.waiting.get(name)) next();
  }
}

function storage(token) {
  const kept = new Map(token ? [[PARTY, token]] : []);
  return { getItem: (key) => kept.get(key) ?? null, removeItem: (key) => kept.delete(key) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a tab keeps its party; a duplicate drops the copy after a second", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const locks = new FakeLocks();
  const [first, second] = [storage("me:time1:sign1"), storage("me:time2:sign2")];
  await new TabIdentity({ storage: first, locks }).claimParty();
  assert.equal(first.getItem(PARTY), "me:time1:sign1");
  const settling = new TabIdentity({ storage: second, locks }).claimParty();
  t.mock.timers.tick(999);
  await settle();
  assert.equal(second.getItem(PARTY), "me:time2:sign2");
  t.mock.timers.tick(1);
  await settling;
  assert.equal(second.getItem(PARTY), null);
});

test("a tab that reloads waits for its own lock, and keeps its party", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const locks = new FakeLocks();
  await new TabIdentity({ storage: storage("me:1:1"), locks }).claimParty();
  const reloaded = storage("me:1:1");
  const settling = new TabIdentity({ storage: reloaded, locks }).claimParty();
  t.mock.timers.tick(300);
  locks.release(`${PARTY}.me`);
  await settling;
  assert.equal(reloaded.getItem(PARTY), "me:1:1");
});

test("the party in hello is held once, whatever time its token carries", async () => {
  const locks = new FakeLocks();
  const tab = new TabIdentity({ storage: storage(null), locks });
  await tab.claimParty();
  assert.equal(await tab.hold("me:1:1"), true);
  assert.equal(await tab.hold("me:2:2"), true);
});

test("without locks everything stays as it is", async () => {
  const kept = storage("me:1:1");
  await new TabIdentity({ storage: kept, locks: undefined }).claimParty();
  assert.equal(kept.getItem(PARTY), "me:1:1");
});
