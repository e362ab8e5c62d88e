import assert from "node:assert/strict";
import test from "node:test";
import { SteadyOrder } from "../../../static/calls/ui/people/steady_order.js";

function setUp(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let drawn;
  const order = new SteadyOrder((list) => {
    drawn = list.people.map(({ name, status, section }) => `${name} ${status} ${section}`);
  });
  const show = (fresh, people) =>
    order.show({
      fresh,
      people: people.map(([name, status]) => ({ name, status, section: status === "offline" ? "rest" : "online" })),
    });
  return { order, show, drawn: () => drawn, tick: (ms) => t.mock.timers.tick(ms) };
}

const BEFORE = [
  ["ann", "online"],
  ["bob", "online"],
  ["eve", "offline"],
];
const AFTER = [
  ["bob", "busy"],
  ["zoe", "online"],
  ["ann", "offline"],
];
const SORTED = ["bob busy online", "zoe online online", "ann offline rest"];

test("while the pointer moves over the rows they stay in place, and turn offline there", (t) => {
  const { order, show, drawn, tick } = setUp(t);
  show(true, BEFORE);
  order.hold();
  show(false, AFTER);
  assert.deepEqual(drawn(), ["ann offline online", "bob busy online"]);
  tick(1_500);
  order.hold();
  tick(1_500);
  assert.equal(drawn().length, 2);
  tick(500);
  assert.deepEqual(drawn(), SORTED);
});

test("without a pointer the order is that of the list at once", (t) => {
  const { show, drawn } = setUp(t);
  show(true, BEFORE);
  show(false, AFTER);
  assert.deepEqual(drawn(), SORTED);
});

test("a list that was asked for shows at once, and nothing older comes after it", (t) => {
  const { order, show, drawn, tick } = setUp(t);
  show(true, BEFORE);
  order.hold();
  show(false, AFTER);
  show(true, BEFORE);
  tick(2_000);
  assert.deepEqual(drawn(), ["ann online online", "bob online online", "eve offline rest"]);
});
