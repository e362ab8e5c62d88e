import assert from "node:assert/strict";
import test from "node:test";
import { OVERDUE_MS, TaskQueue } from "../../../static/calls/lib/timing/task_queue.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));
const never = () => new Promise(() => {});

function setUp(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const queue = new TaskQueue();
  const begun = [];
  const add = (name, lanes, task = () => {}) =>
    queue.add(lanes, (isCurrent) => {
      begun.push(name);
      return task(isCurrent);
    });
  return { queue, begun, add };
}

test("tasks of one lane run in order, those of others beside them", async (t) => {
  const { begun, add } = setUp(t);
  let release;
  add("a1", ["a"], () => new Promise((resolve) => (release = resolve)));
  add("a2", ["a"]);
  add("b", ["b"]);
  add("both", ["a", "b"]);
  await settle();
  assert.deepEqual(begun, ["a1", "b"]);
  release();
  await settle();
  assert.deepEqual(begun, ["a1", "b", "a2", "both"]);
});

test("a task that never ends holds up the next one for ten seconds, and nobody after that", async (t) => {
  const { queue, begun, add } = setUp(t);
  let done = 0;
  const count = () => {
    done += 1;
  };
  add("stuck", ["a"], never).then(count);
  add("next", ["a"]);
  await settle();
  t.mock.timers.tick(OVERDUE_MS - 1);
  await settle();
  assert.deepEqual([begun, done], [["stuck"], 0]);
  t.mock.timers.tick(1);
  await settle();
  add("later", ["a"]);
  await queue.settled();
  assert.deepEqual([begun, done], [["stuck", "next", "later"], 1]);
});

test("cancelling frees the lanes at once, and skips what waits", async (t) => {
  const { queue, begun, add } = setUp(t);
  let wanted;
  add("stuck", ["a"], (isCurrent) => {
    wanted = isCurrent;
    return never();
  });
  add("waits", ["a"]);
  await settle();
  queue.cancel();
  add("new", ["a"]);
  await settle();
  t.mock.timers.tick(OVERDUE_MS);
  await settle();
  assert.deepEqual([begun, wanted()], [["stuck", "new"], false]);
});

test("an error in one task is logged, and does not stop the next one", async (t) => {
  const errors = t.mock.method(console, "error", () => {});
  const { begun, add } = setUp(t);
  add("fails", ["a"], () => {
    throw new Error("no");
  });
  await add("next", ["a"]);
  assert.deepEqual([begun, errors.mock.callCount()], [["fails", "next"], 1]);
});
