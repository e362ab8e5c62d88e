import assert from "node:assert/strict";
import test from "node:test";
import {
  chipLabel,
  chipText,
  dayName,
  endProblem,
  quietStatus,
  untilTime,
} from "../../static/calls/ui/people/quiet_texts.js";
import { endingSentence } from "../../static/calls/ui/texts.js";

globalThis.gettext = (text) => text;
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
globalThis.document ??= { documentElement: { lang: "en" } };

const at = (t, hours, minutes = 0) => {
  t.mock.timers.enable({ apis: ["Date"], now: new Date(2026, 5, 10, 14, 30).getTime() });
  return new Date(2026, 5, 10, hours, minutes).getTime();
};

test("a time is told to the minute, with the day if it is another one", (t) => {
  assert.match(untilTime(at(t, 15, 30) - 20), /^(3:30\sPM|15:30)$/);
  assert.match(untilTime(new Date(2026, 5, 11, 8).getTime()), /^Thursday.+8:00/);
  assert.match(untilTime(new Date(2026, 5, 20, 8).getTime()), /20.+2026/);
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
