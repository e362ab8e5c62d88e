import assert from "node:assert/strict";
import test from "node:test";
import { VideoRequest } from "../../../static/calls/features/video_request/video_request.js";
import { DataChannel } from "../../../static/calls/rtc/data_channel.js";

/** One end of a data channel; messages arrive at the other end at once. */
class Wire extends EventTarget {
  readyState = "open";
  bufferedAmount = 0;
  other;

  send(data) {
    this.other?.onmessage?.({ data });
  }
}

function page(voice = true) {
  const channel = new DataChannel();
  const media = {
    state: { microphone: true, camera: false, screen: false },
    setDevice(name, on) {
      this.state[name] = on;
    },
    toggle(name) {
      this.state[name] = !this.state[name];
    },
  };
  return { channel, media, request: new VideoRequest({ channel, voice, media, show: () => {} }) };
}

function meet(one, other) {
  const [first, second] = [new Wire(), new Wire()];
  one.channel.attach(first);
  other.channel.attach(second);
  first.other = second;
  second.other = first;
  for (const wire of [first, second]) wire.onopen();
  return [one, other];
}

const pair = () => meet(page(), page());
const cameras = (...pages) => pages.map(({ media }) => media.state.camera);
const states = (...pages) => pages.map(({ request }) => request.state);

test("the camera waits for the peer's consent", () => {
  const [alice, bob] = pair();
  alice.request.pressCamera();
  assert.deepEqual(
    [states(alice, bob), cameras(alice, bob)],
    [
      ["asking", "asked"],
      [false, false],
    ],
  );
  bob.request.answer("both");
  assert.deepEqual(
    [states(alice, bob), cameras(alice, bob)],
    [
      ["none", "none"],
      [true, true],
    ],
  );
});

test('"just watch" is consent as well: nobody is asked again in this call', () => {
  const [alice, bob] = pair();
  alice.request.pressCamera();
  bob.request.answer("watch");
  assert.deepEqual(cameras(alice, bob), [true, false]);
  bob.request.pressCamera();
  alice.request.pressCamera();
  assert.deepEqual(
    [states(alice, bob), cameras(alice, bob)],
    [
      ["none", "none"],
      [false, true],
    ],
  );
  alice.request.pressCamera();
  assert.deepEqual(cameras(alice, bob), [true, true]);
});

test('"not now" leaves the camera off, and the request may be repeated', () => {
  const [alice, bob] = pair();
  alice.request.pressCamera();
  bob.request.answer("no");
  assert.deepEqual(
    [states(alice, bob), cameras(alice, bob)],
    [
      ["refused", "none"],
      [false, false],
    ],
  );
  alice.request.pressCamera();
  assert.deepEqual(states(alice, bob), ["asking", "asked"]);
});

test("a second press withdraws the request, and a late answer turns nothing on", () => {
  const [alice, bob] = pair();
  alice.request.pressCamera();
  alice.request.pressCamera();
  assert.deepEqual(states(alice, bob), ["none", "none"]);
  bob.channel.send({ type: "video-answer", yes: true });
  assert.deepEqual(cameras(alice, bob), [false, false]);
});

test("pressing the camera button while asked is an answer", () => {
  const [alice, bob] = pair();
  alice.request.pressCamera();
  bob.request.pressCamera();
  assert.deepEqual(
    [states(alice, bob), cameras(alice, bob)],
    [
      ["none", "none"],
      [true, true],
    ],
  );
});

test("two simultaneous requests are consent", () => {
  const [alice, bob] = pair();
  // Bob's request is in flight while Alice asks.
  bob.request.state = "asking";
  alice.request.pressCamera();
  bob.channel.send({ type: "video-ask" });
  assert.deepEqual(
    [states(alice, bob), cameras(alice, bob)],
    [
      ["none", "none"],
      [true, true],
    ],
  );
});

test("a request is repeated over a new connection, and earlier consent still holds", () => {
  const [alice, bob] = pair();
  alice.channel.detach();
  bob.channel.detach();
  alice.request.pressCamera();
  assert.deepEqual([states(alice), cameras(alice)], [["asking"], [false]]);
  meet(alice, bob);
  assert.deepEqual(states(bob), ["asked"]);
  bob.request.answer("watch");
  // Alice reloads her page, which forgets the consent.
  const [again] = meet(page(), bob);
  again.request.pressCamera();
  assert.deepEqual([states(again, bob), cameras(again)], [["none", "none"], [true]]);
});

test("in a video call, and with a peer without a channel, the button toggles the camera", () => {
  for (const alone of [page(false), page()]) {
    alone.request.pressCamera();
    assert.deepEqual(cameras(alone), [true]);
    alone.request.pressCamera();
    assert.deepEqual(cameras(alone), [false]);
  }
});

test("an answer without a request is ignored, and anything but true is a no", () => {
  const [alice, bob] = pair();
  bob.request.answer("both");
  assert.deepEqual(cameras(alice, bob), [false, false]);
  alice.request.pressCamera();
  bob.channel.send({ type: "video-answer", yes: "true" });
  assert.deepEqual([states(alice), cameras(alice)], [["refused"], [false]]);
});
