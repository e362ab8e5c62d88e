import assert from "node:assert/strict";
import test from "node:test";
import { OFFER, ringing, setUp } from "./fake_page.js";

const RING = { type: "offer", name: "bob", offer: OFFER, call: "call-1", left: 45 };

test("devices are prepared for what rings: for a voice call, the microphone alone", () => {
  assert.deepEqual(ringing().media.prepared, ["microphone+camera"]);
  const voice = setUp();
  voice.controller.onMessage({ ...RING, video: false });
  assert.deepEqual(voice.media.prepared, ["microphone"]);
});

test("not where the browser cannot take calls, nor where nobody sees the page, until somebody does", () => {
  const unable = setUp({ canCall: false });
  unable.controller.onMessage(RING);
  assert.deepEqual(unable.media.prepared, []);
  let visible = false;
  const hidden = setUp({ visible: () => visible });
  hidden.controller.onVisible();
  hidden.controller.onMessage(RING);
  assert.deepEqual(hidden.media.prepared, []);
  visible = true;
  hidden.controller.onVisible();
  assert.deepEqual(hidden.media.prepared, ["microphone+camera"]);
  hidden.controller.accept();
  hidden.controller.onVisible();
  assert.equal(hidden.media.prepared.length, 1, "the call has them open");
});

const leave =
  (reason) =>
  ({ controller }) =>
    controller.onMessage({ type: "leave", call: "call-1", name: "bob", reason });

test("a ring that ends without Accept gives them back", () => {
  const ends = {
    declined: ({ controller }) => controller.hangUp(),
    cancelled: leave("cancelled"),
    "no answer": leave("no-answer"),
    "answered elsewhere": leave("answered-elsewhere"),
    "gone meanwhile": ({ hello }) => hello(null),
    "another tab": ({ controller }) => controller.onReplaced(),
  };
  for (const [name, end] of Object.entries(ends)) {
    const page = ringing();
    end(page);
    assert.equal(page.media.released, 1, name);
    assert.equal(page.media.closed, false, "the settings may be using devices");
  }
});
