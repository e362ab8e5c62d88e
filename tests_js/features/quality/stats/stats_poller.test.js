import assert from "node:assert/strict";
import test from "node:test";
import { StatsPoller } from "../../../../static/calls/features/quality/stats/stats_poller.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("statistics that never come are those of one second, not of all that follow", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const measured = [];
  let asked = 0;
  const poller = new StatsPoller(
    () => {
      asked += 1;
      return asked === 1 ? new Promise(() => {}) : Promise.resolve(null);
    },
    (metrics) => measured.push(metrics),
  );
  t.after(() => poller.close());
  for (let second = 0; second < 5; second += 1) {
    t.mock.timers.tick(1_000);
    await settle();
  }
  assert.ok(asked > 1, "asked again");
  assert.deepEqual(new Set(measured), new Set([null]));
});
