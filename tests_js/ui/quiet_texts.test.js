import assert from "node:assert/strict";
import test from "node:test";
import {
  chipLabel,
  chipText,
  dayName,
  endProblem,
  quietStatus,
  shortEnd,
  untilTime,
} from "../../static/calls/ui/people/quiet_texts.js";
import { endingSentence } from "../../static/calls/ui/texts.js";

globalThis.gettext = (text) => text;
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
globalThis.document ??= { documentElement: { lang: "en" } };

const DAY_MS = 86_400_000;

const at = (t, hours, minutes = 0) => {
  t.mock.timers.enable({ apis: ["Date"], now: new Date(2026, 5, 10, 14, 30).getTime() });
  return new Date(2026, 5, 10, hours, minutes).getTime();
};

test("a time is told to the minute, with the day if it is another one", (t) => {
  assert.match(untilTime(at(t, 15, 30) - 20), /^(3:30\sPM|15:30)$/);
  assert.match(untilTime(new Date(2026, 5, 11, 8).getTime()), /^Thursday.+8:00/);
  assert.match(untilTime(new Date(2026, 5, 20, 8).getTime()), /20.+2026/);
});

test("where there is little room, the time or the day is enough, and the button's name has it, too", (t) => {
  for (const [until, shown] of [
    [at(t, 23, 59), /^(11:59\sPM|23:59)$/],
    [new Date(2026, 5, 11, 8).getTime(), /^Thu$/],
    [new Date(2026, 5, 16, 14).getTime(), /^Tue$/],
    [new Date(2026, 5, 16, 23, 59).getTime(), /^(Jun 16|16 Jun)$/],
  ]) {
    assert.match(shortEnd(until), shown);
    assert.ok(chipLabel(until).includes(shortEnd(until)), chipLabel(until));
  }
});

test("a Chinese weekday and the time after it have a space between them", (t) => {
  const { documentElement } = globalThis.document;
  documentElement.lang = "zh-hans";
  t.after(() => {
    documentElement.lang = "en";
  });
  const morning = at(t, 8);
  assert.match(untilTime(morning + DAY_MS), /^星期四 (上午)?0?8:00$/);
  assert.match(chipText(morning + DAY_MS), /周四 (上午)?0?8:00$/);
  assert.match(untilTime(morning + 7.5 * 3_600_000), /^(下午3:30|15:30)$/);
  assert.equal(shortEnd(morning + 7 * DAY_MS), "6月17日");
});

test("a status has the note, and says whose calls ring", (t) => {
  const until = at(t, 15);
  assert.equal(quietStatus({ until: null }), "Do not disturb");
  assert.equal(quietStatus({ until: null, note: "Lunch", rings: true }), "Do not disturb · Lunch · your call rings");
  assert.match(quietStatus({ until }), /^Do not disturb until .+:00/);
});

test("the caller reads why it did not ring, and a note is only a text", (t) => {
  const ending = { reason: "busy", name: "bob", role: "caller", seconds: null };
  const said = (quiet) => endingSentence({ ...ending, quiet });
  assert.equal(said(undefined), "bob is in another call. They will see that you called.");
  assert.equal(said({ until: null }), "bob does not want to be disturbed. They will see that you called.");
  assert.equal(
    said({ until: null, note: "%(name)s" }),
    "bob does not want to be disturbed: “%(name)s” They will see that you called.",
  );
  assert.match(said({ until: at(t, 15), note: "Lunch" }), /^bob does not want to be disturbed until .+: “Lunch” They/);
});

test("the button says until when, with the day if it is another one", (t) => {
  assert.match(chipText(at(t, 15, 30)), /^Until (3:30\sPM|15:30)$/);
  const thursday = new Date(2026, 5, 11, 8).getTime();
  assert.match(chipText(thursday), /^Until Thu,? 0?8:00/);
  // Voice control finds the button by what it shows.
  for (const until of [thursday, null])
    assert.ok(chipLabel(until).toLowerCase().includes(chipText(until).toLowerCase()), chipLabel(until));
  assert.match(quietStatus({ until: thursday }), /^Do not disturb until Thu,? 0?8:00/);
  assert.deepEqual([chipText(null), chipLabel(null)], ["On", "Do not disturb: On. Change it or turn it off."]);
});

test("the days to choose from have names, and each problem a sentence", () => {
  const day = new Date(2026, 5, 12);
  assert.deepEqual([dayName(day, 0), dayName(day, 1)], ["Today", "Tomorrow"]);
  assert.match(dayName(day, 2), /Fri.*12|12.*Fri/);
  assert.equal(new Set(["missing", "past", "far"].map(endProblem)).size, 3);
});
