import assert from "node:assert/strict";
import test from "node:test";
import { StartBitrate } from "../../static/calls/rtc/start_bitrate.js";

const DAY_MS = 86_400_000;

function setUp({ kept = new Map(), network = "6f1c", type = "wifi", at = 0 } = {}) {
  const clock = { at };
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const bitrate = new StartBitrate({ storage, type: () => type, now: () => clock.at });
  if (network) bitrate.onMessage({ type: "hello", network });
  return { clock, kept, bitrate };
}

test("the first call on a browser begins as the browser chooses", () => {
  assert.equal(setUp().bitrate.value, null);
});

for (const [available, expected] of [
  [60_000, 300_000],
  [1_000_000, 500_000],
  [9_000_000, 1_200_000],
]) {
  test(`after ${available} bits a second, the next call begins with ${expected}`, () => {
    const { bitrate, kept } = setUp();
    bitrate.remember(available);
    assert.equal(bitrate.value, expected);
    assert.equal(setUp({ kept }).bitrate.value, expected, "also on the next page");
  });
}

test("a line is unknown on another network, by another kind of connection, and after a day", () => {
  const { bitrate, kept, clock } = setUp();
  bitrate.remember(2_000_000);
  assert.equal(setUp({ kept, network: "b200" }).bitrate.value, null);
  assert.equal(setUp({ kept, type: "cellular" }).bitrate.value, null);
  clock.at = DAY_MS + 1;
  assert.equal(bitrate.value, null);
});

test("a page that moves to another network forgets the line, and knows it again when it is back", () => {
  const { bitrate } = setUp();
  bitrate.remember(2_000_000);
  bitrate.onMessage({ type: "hello", network: "b200" });
  assert.equal(bitrate.value, null);
  bitrate.onMessage({ type: "pong" });
  bitrate.onMessage({ type: "hello", network: "6f1c" });
  assert.equal(bitrate.value, 1_000_000);
});

test("without a server that names the network, every network is unknown", () => {
  for (const type of ["", "wifi"]) {
    const { bitrate, kept } = setUp({ network: "", type });
    bitrate.remember(2_000_000);
    assert.equal(bitrate.value, null);
    assert.equal(setUp({ kept, network: "", type }).bitrate.value, null);
  }
});

test("what is kept and makes no sense counts for nothing", () => {
  for (const text of ["", "null", "5", "{", '{"bitrate":"x"}']) {
    assert.equal(setUp({ kept: new Map([["videochat.lastBitrate", text]]) }).bitrate.value, null, text);
  }
});
