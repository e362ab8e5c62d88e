import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { LazyModule } from "../../../static/calls/lib/browser/lazy_module.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A module whose loading the test ends, attempt by attempt. */
function setUp(t) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const attempts = [];
  const said = [];
  const module = new LazyModule({
    address: "/lazy.js",
    onfailure: () => said.push("failed"),
    load: (address) => new Promise((resolve, reject) => attempts.push({ address, resolve, reject })),
  });
  const fail = async () => {
    attempts.at(-1).reject(new TypeError("Failed to fetch"));
    await settle();
  };
  return { module, attempts, said, fail, addresses: () => attempts.map(({ address }) => address) };
}

test("a failed attempt is followed by another one, at another address", async (t) => {
  const { module, attempts, said, fail, addresses } = setUp(t);
  module.load();
  await fail();
  module.load();
  assert.deepEqual([addresses(), said], [["/lazy.js"], ["failed"]], "it waits for its time");
  mock.timers.tick(1_000);
  assert.deepEqual(addresses(), ["/lazy.js", "/lazy.js?1"]);
  await fail();
  module.retry();
  assert.equal(addresses().at(-1), "/lazy.js?2", "a press does not wait");
  attempts.at(-1).resolve({});
  await settle();
  mock.timers.tick(60_000);
  module.retry();
  assert.deepEqual([attempts.length, said], [3, ["failed", "failed"]]);
});

test("it is loaded once, also if several ask for it", async (t) => {
  const { module, attempts, said } = setUp(t);
  module.load();
  module.load();
  module.retry();
  assert.equal(attempts.length, 1);
  attempts[0].resolve({});
  await settle();
  module.load();
  assert.deepEqual([attempts.length, said], [1, []]);
});

test("an attempt without an answer gives way to the next, and may still succeed", async (t) => {
  const { module, attempts, said } = setUp(t);
  module.load();
  mock.timers.tick(20_000);
  assert.deepEqual(said, ["failed"]);
  mock.timers.tick(1_000);
  assert.equal(attempts.length, 2);
  attempts[0].resolve({});
  attempts[1].reject(new TypeError("Failed to fetch"));
  await settle();
  mock.timers.tick(60_000);
  assert.deepEqual([attempts.length, said], [2, ["failed"]]);
});

test("a file that is gone is asked for every few minutes, and soon again once somebody asks", async (t) => {
  const { module, attempts, fail } = setUp(t);
  const failFor = async (seconds) => {
    const before = attempts.length;
    for (let past = 0; past < seconds; past++) {
      if (!attempts.at(-1).failed) {
        attempts.at(-1).failed = true;
        await fail();
      }
      mock.timers.tick(1_000);
    }
    return attempts.length - before;
  };
  module.load();
  await failFor(120);
  assert.equal(attempts.length, 8);
  assert.equal(await failFor(600), 3);
  module.load();
  assert.equal(attempts.length, 11, "what the page wants at rest can wait");
  module.retry();
  await failFor(120);
  assert.equal(attempts.length, 19);
});
