import assert from "node:assert/strict";
import test from "node:test";
import { duration, emptyList } from "../../static/calls/ui/texts.js";

globalThis.gettext = (text) => text;

test("a duration has minutes, and hours where there are any", () => {
  const told = [-1, 0, 59.9, 60, 3599, 3600, 3661, 100 * 3600].map(duration);
  assert.deepEqual(told, ["00:00", "00:00", "00:59", "01:00", "59:59", "01:00:00", "01:01:01", "100:00:00"]);
});

test("a refused search has words in the empty list", () => {
  assert.deepEqual(emptyList([], "x", "Too long."), { title: "This search does not work", hint: "Too long." });
  assert.equal(emptyList([{ name: "bob", status: "online" }], ""), null);
});
