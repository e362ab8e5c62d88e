import assert from "node:assert/strict";
import test from "node:test";
import { asFields, endDays, endTime, proposedEnd } from "../../../static/calls/lib/timing/end_time.js";

const now = new Date(2026, 11, 28, 14, 20, 30);

test("today and the next seven days can be chosen, past the end of a year", () => {
  assert.deepEqual(
    endDays(now).map((day) => asFields(day).day),
    ["12-28", "12-29", "12-30", "12-31"]
      .map((day) => `2026-${day}`)
      .concat([1, 2, 3, 4].map((day) => `2027-01-0${day}`)),
  );
});

test("a full hour is proposed, half an hour away or more", () => {
  const proposed = (...clock) => asFields(proposedEnd(new Date(2026, 11, 28, ...clock)));
  assert.deepEqual(proposed(14, 20, 30), { day: "2026-12-28", clock: "15:00" });
  assert.deepEqual(proposed(14, 30), { day: "2026-12-28", clock: "15:00" });
  assert.deepEqual(proposed(14, 31), { day: "2026-12-28", clock: "16:00" });
  assert.deepEqual(proposed(23, 5), { day: "2026-12-29", clock: "00:00" });
});

test("a time is one of the user's time zone, later than now and within a week", () => {
  assert.equal(endTime("2026-12-28", "14:21", now), new Date(2026, 11, 28, 14, 21).getTime());
  assert.equal(endTime("2027-01-04", "14:20", now), new Date(2027, 0, 4, 14, 20).getTime());
  assert.equal(endTime("2027-01-04", "14:21", now), "far");
  assert.equal(endTime("2026-12-28", "14:20", now), "past");
  assert.equal(endTime("2026-12-28", "09:00", now), "past");
  for (const clock of ["", "25:00", "x"]) assert.equal(endTime("2026-12-28", clock, now), "missing");
  assert.equal(endTime("", "14:30", now), "missing");
});
