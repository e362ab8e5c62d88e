import assert from "node:assert/strict";
import test from "node:test";
import { StatsPoller } from "../../../../static/calls/features/quality/stats/stats_poller.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("statistics that never come are those of one second, not of all that follow", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const measured = [];
  let asked = 0;
  const poller = new StatsPoller({
    report: () => {
      asked += 1;
      return asked === 1 ? new Promise(() => {}) : Promise.resolve(null);
    },
    interval: () => 1_000,
    onmetrics: (metrics) => measured.push(metrics),
  });
  t.after(() => poller.close());
  for (let second = 0; second < 5; second += 1) {
    t.mock.timers.tick(1_000);
    await settle();
  }
  assert.ok(asked > 1, "asked again");
  assert.deepEqual(new Set(measured), new Set([null]));
});

test("each time is asked for when it begins, and a page that is late says by how much", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const measured = [];
  let at = 0;
  let interval = 2_000;
  const pair = { id: "pair", type: "candidate-pair", selected: true };
  const poller = new StatsPoller({
    report: async () => new Map([["pair", { ...pair, timestamp: at }]]),
    interval: () => interval,
    onmetrics: (metrics, seconds) => measured.push([metrics?.gap, metrics?.late, seconds]),
  });
  t.after(() => poller.close());
  const pass = async (milliseconds, clock = milliseconds) => {
    at += clock;
    t.mock.timers.tick(milliseconds);
    await settle();
  };
  await pass(2_000);
  interval = 500;
  await pass(2_000, 3_500);
  await pass(500);
  assert.deepEqual(measured, [
    [null, 0, 2],
    [3.5, 1.5, 3.5],
    [0.5, 0, 0.5],
  ]);
});
