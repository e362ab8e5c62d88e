import assert from "node:assert/strict";
import test from "node:test";
import { DoNotDisturb } from "../../../static/calls/call/people/do_not_disturb.js";

function setUp(t, { online = true } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const [sent, shown, done, problems] = [[], [], [], []];
  const quiet = new DoNotDisturb({
    send: (message) => (online ? sent.push(message) > 0 : false),
    show: (state) => shown.push(state),
    showDone: ({ on }) => done.push(on),
    showProblem: (sentence) => problems.push(sentence),
  });
  return { quiet, sent, shown, done, problems, last: () => shown.at(-1) };
}

const told = { type: "do-not-disturb", on: true, left: 90, note: "Lunch", favourites: true };

test("a choice is shown once the server has it, and said only where it was pressed", (t) => {
  const { quiet, sent, done, last } = setUp(t);
  quiet.turnOn({ seconds: 90, note: "Lunch", favourites: true });
  assert.deepEqual(sent, [{ type: "do-not-disturb", on: true, seconds: 90, note: "Lunch", favourites: true }]);
  assert.equal(last(), undefined);
  quiet.onMessage(told);
  assert.deepEqual(last(), { on: true, until: 1_090_000, note: "Lunch", favourites: true });
  // From another device.
  quiet.onMessage({ type: "do-not-disturb", on: false, favourites: true });
  assert.deepEqual(last(), { on: false, until: null, note: "", favourites: true });
  assert.deepEqual(done, [true]);
  quiet.turnOff();
  assert.deepEqual(sent.at(-1), { type: "do-not-disturb", on: false });
});

test("the time left is drawn each minute, and it ends even if nobody says so", (t) => {
  const { quiet, shown, last } = setUp(t);
  quiet.onMessage({ type: "hello", do_not_disturb: { on: true, left: 150, note: "", favourites: false } });
  t.mock.timers.tick(30_000);
  t.mock.timers.tick(60_000);
  assert.deepEqual(
    shown.map(({ on }) => on),
    [true, true, true],
  );
  t.mock.timers.tick(60_000);
  assert.deepEqual(last(), { on: false, until: null, note: "", favourites: false });
  t.mock.timers.tick(600_000);
  assert.equal(shown.length, 4);
});

test("until it is turned off, nothing is counted; a server that does not know it changes nothing", (t) => {
  const { quiet, shown } = setUp(t);
  quiet.onMessage({ type: "hello", do_not_disturb: { on: true, left: null, note: "", favourites: false } });
  t.mock.timers.tick(600_000);
  quiet.onMessage({ type: "hello" });
  assert.equal(shown.length, 1);
});

test("what is refused, and a server out of reach, are said", (t) => {
  const { quiet, problems, done } = setUp(t);
  quiet.turnOn({ seconds: null, note: "x", favourites: false });
  quiet.onMessage({ type: "error", code: "invalid-message", about: "do-not-disturb", message: "Too long." });
  quiet.onMessage({ type: "error", code: "invalid-message", about: "contact", message: "Other." });
  quiet.onMessage(told);
  assert.deepEqual([problems, done], [["Too long."], []]);
  t.mock.timers.reset();
  const away = setUp(t, { online: false });
  away.quiet.turnOff();
  assert.deepEqual(away.problems, [null]);
});
