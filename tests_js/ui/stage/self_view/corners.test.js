import assert from "node:assert/strict";
import test from "node:test";
import {
  CORNERS,
  cornerAfterKey,
  GAP,
  nearestCorner,
  nextCorner,
  stageInsets,
} from "../../../../static/calls/ui/stage/self_view/corners.js";

const SCENE = { width: 1000, height: 600 };

test("it snaps to the nearest corner", () => {
  assert.equal(nearestCorner({ x: 10, y: 10 }, SCENE), "top-left");
  assert.equal(nearestCorner({ x: 501, y: 299 }, SCENE), "top-right");
  assert.equal(nearestCorner({ x: 499, y: 301 }, SCENE), "bottom-left");
  assert.equal(nearestCorner({ x: 990, y: 590 }, SCENE), "bottom-right");
});

test("arrow keys move it along an edge, and no further", () => {
  assert.equal(cornerAfterKey("bottom-right", "ArrowLeft"), "bottom-left");
  assert.equal(cornerAfterKey("bottom-left", "ArrowUp"), "top-left");
  assert.equal(cornerAfterKey("top-left", "ArrowRight"), "top-right");
  assert.equal(cornerAfterKey("top-right", "ArrowDown"), "bottom-right");
  assert.equal(cornerAfterKey("top-right", "ArrowUp"), "top-right");
  assert.equal(cornerAfterKey("top-right", "Enter"), null);
});

test("the menu item leads through all corners and back", () => {
  let corner = CORNERS[0];
  const seen = CORNERS.map(() => {
    corner = nextCorner(corner);
    return corner;
  });
  assert.deepEqual(new Set(seen), new Set(CORNERS));
  assert.equal(corner, CORNERS[0]);
});

const CONTROLS = { width: 400, room: 100 };
const sizes = (rest) => ({ width: 1280, chips: 68, bars: [CONTROLS], selfView: 217, ...rest });

test("it stands beside the controls where there is room, else above them", () => {
  assert.equal(stageInsets(sizes()).bottom, GAP);
  assert.equal(stageInsets(sizes({ width: 390, selfView: 104 })).bottom, 100 + GAP);
  const exactly = CONTROLS.width + 2 * (200 + 2 * GAP);
  assert.equal(stageInsets(sizes({ width: exactly, selfView: 200 })).bottom, GAP);
  assert.equal(stageInsets(sizes({ width: exactly - 1, selfView: 200 })).bottom, 100 + GAP);
});

test("it makes way for a wide hint, and not for an absent one", () => {
  const phone = { width: 390, selfView: 104 };
  assert.equal(stageInsets(sizes({ ...phone, bars: [CONTROLS, { width: 350, room: 165.5 }] })).bottom, 166 + GAP);
  assert.equal(stageInsets(sizes({ ...phone, bars: [CONTROLS, { width: 0, room: 165.5 }] })).bottom, 100 + GAP);
  assert.equal(stageInsets(sizes({ bars: [CONTROLS, { width: 500, room: 165 }] })).bottom, GAP);
});

test("it keeps below the chips, however many lines they take, and off the edge without them", () => {
  assert.equal(stageInsets(sizes({ chips: 110.4 })).top, 111);
  assert.equal(stageInsets(sizes({ chips: 0 })).top, GAP);
});
