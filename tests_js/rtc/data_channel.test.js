import assert from "node:assert/strict";
import test from "node:test";
import { DataChannel, HIGH_WATER } from "../../static/calls/rtc/data_channel.js";

/** The part of an RTCDataChannel that is used. */
class FakeWire extends EventTarget {
  readyState = "connecting";
  bufferedAmount = 0;
  sent = [];

  send(data) {
    this.sent.push(typeof data === "string" ? JSON.parse(data) : data);
  }
  begin() {
    this.readyState = "open";
    this.onopen();
  }
  say(message) {
    this.onmessage({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
}

function setUp() {
  const channel = new DataChannel();
  const wire = new FakeWire();
  let changes = 0;
  channel.onchange(() => {
    changes += 1;
  });
  channel.attach(wire);
  return { channel, wire, changes: () => changes };
}

test("it is open once the peer's page has said hello, and never with a five-message client", () => {
  const { channel, wire, changes } = setUp();
  wire.begin();
  assert.deepEqual([wire.sent, channel.open], [[{ type: "hello" }], false]);
  assert.equal(channel.send({ type: "chat" }), false);
  wire.say({ type: "hello" });
  assert.deepEqual([channel.open, changes()], [true, 1]);
  assert.equal(channel.send({ type: "chat", text: "hi" }), true);
  assert.deepEqual(wire.sent.at(-1), { type: "chat", text: "hi" });
});

test("each type has its handler; unknown and unreadable messages are ignored", () => {
  const { channel, wire } = setUp();
  const heard = [];
  channel.on("chat", ({ text }) => heard.push(text));
  wire.begin();
  for (const strange of [
    "{",
    "[]",
    "null",
    '{"type":5}',
    '{"type":"unknown"}',
    `{"type":"chat","text":"${"x".repeat(70_000)}"}`,
  ]) {
    wire.say(strange);
  }
  wire.say({ type: "chat", text: "hi" });
  assert.deepEqual(heard, ["hi"]);
});

test("bytes have their own handler", () => {
  const { channel, wire } = setUp();
  const heard = [];
  channel.on("bytes", (bytes) => heard.push(bytes.byteLength));
  wire.begin();
  wire.onmessage({ data: new ArrayBuffer(7) });
  assert.deepEqual(heard, [7]);
});

test("a new peer connection brings a new channel, which needs a new hello", () => {
  const { channel, wire, changes } = setUp();
  wire.begin();
  wire.say({ type: "hello" });
  const next = new FakeWire();
  channel.attach(next);
  assert.deepEqual([channel.open, wire.onmessage, changes()], [false, null, 2]);
  next.begin();
  next.say({ type: "hello" });
  assert.equal(channel.open, true);
});

test("a sender of large data waits until there is room", async () => {
  const { channel, wire } = setUp();
  await channel.bufferDrained();
  wire.bufferedAmount = HIGH_WATER;
  let waited = true;
  const room = channel.bufferDrained().then(() => {
    waited = false;
  });
  await Promise.resolve();
  assert.equal(waited, true);
  wire.onbufferedamountlow();
  await room;
});

test("a page that cannot take messages yet does not greet, so that none is lost", () => {
  const { channel, wire, changes } = setUp();
  channel.hold();
  wire.begin();
  wire.say({ type: "hello" });
  assert.deepEqual([wire.sent, channel.open, changes()], [[], false, 0]);
  channel.release();
  assert.deepEqual([wire.sent, channel.open, changes()], [[{ type: "hello" }], true, 1]);
  channel.release();
  assert.equal(wire.sent.length, 1);
});
