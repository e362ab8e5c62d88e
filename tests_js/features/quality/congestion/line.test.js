import assert from "node:assert/strict";
import test from "node:test";
import { lineBetween, readLine } from "../../../../static/calls/features/quality/congestion/line.js";

/** What Chromium reports of one sender (the fields that are read). */
function report({
  at = 1_000,
  sent = 0,
  received = 0,
  available = 500_000,
  target = null,
  loss = 0,
  reported = at,
  arrived = 0,
  lost = 0,
  sound = { totalSamplesReceived: 0, concealedSamples: 0, silentConcealedSamples: 0 },
} = {}) {
  return new Map([
    [
      "O1",
      {
        ...{ id: "O1", type: "outbound-rtp", timestamp: at, kind: "video", bytesSent: sent / 2, headerBytesSent: 0 },
        ...(target !== null && { targetBitrate: target }),
      },
    ],
    ["I1", { id: "I1", type: "inbound-rtp", timestamp: at, packetsReceived: arrived, packetsLost: lost, ...sound }],
    [
      "R1",
      {
        id: "R1",
        type: "remote-inbound-rtp",
        timestamp: reported,
        fractionLost: loss,
        roundTripTime: 0.2,
        kind: "video",
      },
    ],
    [
      "P1",
      {
        id: "P1",
        type: "candidate-pair",
        nominated: true,
        timestamp: at,
        bytesSent: sent,
        bytesReceived: received,
        ...(available !== null && { availableOutgoingBitrate: available }),
      },
    ],
  ]);
}
const line = (before, now) => lineBetween(readLine([report(before)]), readLine([report({ at: 2_000, ...now })]));

test("what was sent and received, the estimate, the target, and what the peer reports", () => {
  const state = line({ sent: 1_000 }, { sent: 51_000, received: 2_000, available: 90_000, target: 50_000, loss: 0.3 });
  assert.deepEqual(state, {
    at: 2_000,
    available: 90_000,
    target: 50_000,
    sent: 400_000,
    received: 16_000,
    pictures: 200_000,
    missed: 0,
    loss: 0.3,
    roundTrip: 0.2,
  });
});

test("what is missing is a share of what should have come, and what comes late after all is not missing", () => {
  assert.equal(line({ arrived: 100, lost: 5 }, { arrived: 102, lost: 23, received: 9 }).missed, 0.9);
  assert.equal(line({ arrived: 100, lost: 5 }, { arrived: 110, lost: 2, received: 9 }).missed, 0);
});

test("sound that is made up was missing, too, though it comes later, but in a silence nothing is", () => {
  const sound = (samples, concealed, silent = 0) => ({
    sound: { totalSamplesReceived: samples, concealedSamples: concealed, silentConcealedSamples: silent },
    received: samples,
  });
  assert.equal(line(sound(1_000, 100), { ...sound(13_000, 9_100), arrived: 12 }).missed, 0.75);
  assert.equal(line(sound(1_000, 100), sound(13_000, 9_100, 9_000)).missed, 0);
});

test("an unknown estimate is null, and so is an unknown target", () => {
  const { available, target } = line({}, { received: 10, available: null });
  assert.deepEqual([available, target], [null, null]);
});

test("a report that is long ago says nothing", () => {
  const state = lineBetween(
    readLine([report()]),
    readLine([report({ at: 5_000, received: 9, loss: 0.9, reported: 2_000 })]),
  );
  assert.deepEqual([state.loss, state.roundTrip], [0, 0]);
});

test("a path on which nothing arrives is cut, not narrow", () => {
  assert.equal(line({ received: 10 }, { received: 10, available: 10_000 }), null);
});

test("there is no line without a picture, or without a path", () => {
  assert.equal(readLine([]), null);
  assert.equal(readLine([new Map([["O1", { id: "O1", type: "outbound-rtp" }]])]), null);
});
