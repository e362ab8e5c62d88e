import assert from "node:assert/strict";
import test from "node:test";
import { MinuteHistory } from "../../../../static/calls/features/quality/stats/minute_history.js";

const measured = (roundTrip, freezes = 0) => ({ roundTrip, inbound: { freezes } });
const last = (history, count) => history.seconds.slice(-count).map((one) => one?.roundTrip ?? null);

test("each second has one entry, however long was measured", () => {
  const history = new MinuteHistory();
  history.push(measured(1), 2);
  history.push(measured(2), 1);
  history.push(measured(3), 0.5);
  history.push(measured(4), 0.5);
  history.push(null, 2);
  assert.deepEqual(last(history, 7), [null, 1, 1, 2, 4, null, null]);
  assert.equal(history.seconds.length, 60);
});

test("each freeze is counted once", () => {
  const history = new MinuteHistory();
  for (const seconds of [0.4, 0.4, 2]) history.push(measured(0, 1), seconds);
  assert.equal(
    history.seconds.reduce((sum, one) => sum + (one?.inbound.freezes ?? 0), 0),
    3,
  );
});

test("a long pause fills the minute, and not more", () => {
  const history = new MinuteHistory();
  history.push(measured(1), 3_600);
  assert.deepEqual([history.seconds.length, history.seconds[0].roundTrip], [60, 1]);
});
