import assert from "node:assert/strict";
import test from "node:test";
import { ScreenWakeLock } from "../../../static/calls/ui/window/wake_lock.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));

class FakeLock {
  released = false;
  async release() {
    this.released = true;
  }
}

function setUp(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.document = { hidden: false, addEventListener() {} };
  t.after(() => delete globalThis.document);
  const given = [];
  const asked = [];
  const lock = new ScreenWakeLock({
    request: () =>
      new Promise((resolve) =>
        asked.push(() => {
          given.push(new FakeLock());
          resolve(given.at(-1));
        }),
      ),
  });
  return { lock, asked, given };
}

test("the screen stays awake during a call", async (t) => {
  const { lock, asked, given } = setUp(t);
  lock.keep(true);
  asked[0]();
  await settle();
  assert.equal(given[0].released, false);
  lock.keep(false);
  assert.equal(given[0].released, true);
});

test("a request that is never answered does not keep the next call's screen from staying awake", async (t) => {
  const { lock, asked, given } = setUp(t);
  lock.keep(true);
  lock.keep(false);
  t.mock.timers.tick(5_000);
  await settle();
  lock.keep(true);
  assert.equal(asked.length, 2);
  asked[1]();
  await settle();
  assert.equal(given[0].released, false);
  asked[0]();
  await settle();
  assert.deepEqual(
    given.map(({ released }) => released),
    [false, true],
    "one lock is enough",
  );
});
