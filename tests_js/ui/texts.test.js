import assert from "node:assert/strict";
import test from "node:test";
import { NETWORK_PROBLEMS } from "../../static/calls/rtc/connectivity/connection_problem.js";
import { problemSentence } from "../../static/calls/ui/connection_texts.js";
import { duration, emptyList, endingSentence } from "../../static/calls/ui/texts.js";

globalThis.gettext = (text) => text;
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));

test("a duration has minutes, and hours where there are any", () => {
  const told = [-1, 0, 59.9, 60, 3599, 3600, 3661, 100 * 3600].map(duration);
  assert.deepEqual(told, ["00:00", "00:00", "00:59", "01:00", "59:59", "01:00:00", "01:01:01", "100:00:00"]);
});

test("a refused search has words in the empty list", () => {
  assert.deepEqual(emptyList([], "x", "Too long."), { title: "This search does not work", hint: "Too long." });
  assert.equal(emptyList([{ name: "bob", status: "online" }], ""), null);
});

test("every reason why a call does not connect has words", () => {
  const between = ["no-description", "no-server", "no-handshake", "no-path", "no-relay"];
  const problems = [
    ...NETWORK_PROBLEMS.flatMap((why) => ["mine", "theirs"].map((side) => ({ side, why }))),
    ...between.map((why) => ({ side: "between", why })),
  ];
  const sentences = problems.map((problem) => problemSentence(problem, "bob"));
  for (const sentence of sentences) assert.match(sentence, /^[A-Z].+\.$/);
  // The two browsers alone are at fault together.
  assert.equal(new Set(sentences).size, sentences.length - 1);
});

test("a call that was never connected ends with its reason", () => {
  const ending = { reason: "failed", name: "bob", role: "caller", accepted: true, seconds: null };
  assert.equal(endingSentence(ending), "The call with bob could not be connected.");
  const problem = { side: "between", why: "no-description" };
  assert.equal(
    endingSentence({ ...ending, problem }),
    "The call with bob could not be connected. The page of bob does not respond. It may still load, or have lost its connection.",
  );
  // Somebody who has hung up knows the call is over.
  assert.equal(endingSentence({ ...ending, reason: "hung-up", problem }), "bob hung up.");
});
