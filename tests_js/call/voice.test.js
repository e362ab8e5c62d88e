import assert from "node:assert/strict";
import test from "node:test";
import { OFFER, ringing, serverCall, setUp } from "./fake_page.js";

test("a voice call opens only the microphone, on both sides, and after a reload", async () => {
  const caller = setUp();
  caller.controller.place("bob", false);
  assert.equal(caller.sent[0].video, false);
  const callee = setUp();
  callee.controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "call-1", left: 45, video: false });
  callee.controller.accept();
  const late = setUp();
  late.hello(serverCall("callee", "ringing", { video: false }));
  late.controller.accept();
  const reloaded = setUp();
  reloaded.hello(serverCall("caller", "active", { video: false }));
  const again = setUp();
  again.hello(serverCall("caller", "calling", { video: false }));
  for (const { controller, media, shown } of [caller, callee, late, reloaded, again]) {
    assert.equal(shown().call.video, false);
    assert.deepEqual(
      media.asked.filter((asked) => asked !== "camera off"),
      ["microphone"],
    );
    controller.hangUp();
  }
  assert.equal(caller.endings[0].video, false);
});

test("a call has video by default", () => {
  const { controller, sent, media } = setUp();
  controller.place("bob");
  assert.equal("video" in sent[0], false);
  assert.deepEqual(media.asked, ["microphone+camera"]);
});

test("glare between a voice and a video call: the winner decides, and no camera opens unasked", () => {
  for (const [mine, theirs, asked] of [
    [true, false, ["microphone+camera", "camera off", "microphone"]],
    [false, true, ["camera off", "microphone", "camera off", "microphone"]],
    [true, true, ["microphone+camera", "microphone+camera"]],
  ]) {
    const { controller, media, shown } = setUp();
    controller.place("bob", mine);
    controller.onMessage({ type: "accepted", call: "theirs", name: "bob", needs_offer: false, video: theirs });
    assert.deepEqual([shown().call.video, media.asked], [theirs, asked]);
  }
});

test("the voice button of a user who calls with video accepts without a camera", () => {
  const { controller, media } = ringing();
  controller.place("bob", false);
  assert.deepEqual([controller.state, media.asked], ["connecting", ["camera off", "microphone"]]);
});
