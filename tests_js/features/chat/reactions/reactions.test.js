import assert from "node:assert/strict";
import test from "node:test";
import { Reactions } from "../../../../static/calls/features/chat/reactions/reactions.js";
import { pair } from "../channel_pair.js";

test("reactions appear on both sides, at a limited rate, and not without a peer", () => {
  const wires = pair();
  const shown = [[], []];
  const [alice] = wires.ends.map(
    (channel, side) => new Reactions({ channel, show: (emoji, mine) => shown[side].push([emoji, mine]), now: () => 0 }),
  );
  for (let n = 0; n < 10; n += 1) alice.send("👍");
  for (let n = 0; n < 10; n += 1) wires.ends[0].send({ type: "reaction", emoji: "🎉" });
  wires.flow();
  assert.deepEqual([shown[0].length, shown[1].length], [6, 6]);
  assert.deepEqual(
    [shown[0][0], shown[1][0]],
    [
      ["👍", true],
      ["👍", false],
    ],
  );
  wires.cut();
  alice.send("👍");
  assert.equal(shown[0].length, 6);
});
