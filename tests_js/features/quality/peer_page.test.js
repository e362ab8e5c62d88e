import assert from "node:assert/strict";
import test from "node:test";
import { PeerPage } from "../../../static/calls/features/quality/peer_page.js";

const GOOD = { level: "good", why: null };
const JUDGEMENT = { inbound: GOOD, outbound: GOOD, line: 0 };

function setUp() {
  const [sent, handlers] = [[], {}];
  let wider = 0;
  const page = new PeerPage({
    channel: {
      open: true,
      on: (type, handler) => Object.assign(handlers, { [type]: handler }),
      onchange() {},
      send: (message) => sent.push(message) > 0,
    },
    request: () => ({ saves: false, paused: false }),
    onquality() {},
    onchange() {},
    onwider: () => {
      wider += 1;
    },
  });
  return { page, sent, handlers, wider: () => wider };
}

test("that this side's line has become wider is told at once, in each message from then on", () => {
  const { page, sent } = setUp();
  page.sendWider();
  assert.deepEqual(sent, []);
  page.sendQuality(JUDGEMENT, false);
  page.sendWider();
  page.sendQuality({ ...JUDGEMENT, line: 3 }, true);
  assert.deepEqual(
    sent.map(({ wider, line }) => [wider, line]),
    [
      [1, 0],
      [2, 0],
      [2, 3],
    ],
  );
});

test("that the peer's line has become wider is heard once each time", () => {
  const { handlers, wider } = setUp();
  const heard = [undefined, 0, 1, 1, 2, "3", 2].map((count) => {
    handlers.quality({ in: GOOD, out: GOOD, wider: count });
    return wider();
  });
  assert.deepEqual(heard, [0, 0, 1, 1, 2, 2, 3]);
});
