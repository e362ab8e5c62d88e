import assert from "node:assert/strict";
import test from "node:test";
import { PictureWatch } from "../../../../static/calls/features/quality/pauses/picture_watch.js";

const PICTURE = { width: 1280, height: 720 };
const MEASURING = { width: 160, height: 90 };

/** `pass(ms, frame)`: time passes, with such a frame every tenth of a second, or without any. */
function setUp(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.document = { hidden: false };
  t.after(() => {
    delete globalThis.document;
  });
  let at = 0;
  let awaited = null;
  const flows = [];
  const video = {
    requestVideoFrameCallback: (callback) => {
      awaited = callback;
      return 1;
    },
  };
  const watch = new PictureWatch(
    video,
    () => flows.push(watch.flow),
    () => at,
  );
  const show = (frame) => {
    const callback = awaited;
    awaited = null;
    callback?.(at, frame);
  };
  const pass = (ms, frame = null) => {
    for (let passed = 0; passed < ms; passed += 100) {
      at += 100;
      t.mock.timers.tick(100);
      if (frame) show(frame);
    }
  };
  return { watch, flows, pass, show };
}

test("a picture is still after a second without a frame, frozen after two, and moves with the next", (t) => {
  const { watch, flows, pass, show } = setUp(t);
  watch.watch(true);
  pass(3_000, PICTURE);
  assert.deepEqual(flows, ["moving"]);
  pass(1_600);
  assert.deepEqual(flows, ["moving", "still"]);
  pass(1_000);
  assert.deepEqual(flows, ["moving", "still", "frozen"]);
  show(PICTURE);
  assert.equal(watch.flow, "moving");
});

test("tiny frames, which only measure the line, are no picture", (t) => {
  const { watch, pass } = setUp(t);
  watch.watch(true);
  pass(1_000, PICTURE);
  pass(3_000, MEASURING);
  assert.equal(watch.flow, "frozen");
  pass(200, PICTURE);
  assert.equal(watch.flow, "moving");
});

test("a picture that has not begun is not frozen, and says when it begins", (t) => {
  const { watch, flows, pass } = setUp(t);
  watch.watch(true);
  pass(10_000, MEASURING);
  assert.deepEqual([flows, watch.begun], [[], false]);
  pass(600, PICTURE);
  assert.deepEqual([flows, watch.begun], [["moving"], true]);
  watch.watch(false);
  assert.equal(watch.begun, false);
});

test("nothing is marked where no picture is expected, or in a hidden page", (t) => {
  const { watch, pass } = setUp(t);
  watch.watch(true);
  pass(1_000, PICTURE);
  document.hidden = true;
  pass(5_000);
  assert.equal(watch.flow, "moving");
  document.hidden = false;
  pass(3_000);
  assert.equal(watch.flow, "frozen");
  watch.watch(false);
  assert.equal(watch.flow, "moving");
});

const refuse = () => {
  throw new DOMException("not allowed", "NotAllowedError");
};
for (const [name, video] of Object.entries({ lacks: {}, refuses: { requestVideoFrameCallback: refuse } }))
  test(`a browser that ${name} frame callbacks marks nothing`, (t) => {
    const { flows, pass } = setUp(t);
    t.mock.method(console, "debug", () => {});
    const watch = new PictureWatch(
      video,
      () => flows.push("changed"),
      () => 0,
    );
    watch.watch(true);
    pass(5_000);
    assert.deepEqual(flows, []);
  });
