import assert from "node:assert/strict";
import test from "node:test";
import { WaitingHint } from "../../../static/calls/media/devices/waiting_hint.js";
import { fakeHints } from "../fake_hints.js";

globalThis.gettext = (text) => text;
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));

function setUp() {
  const { shown, hints } = fakeHints();
  const tried = [];
  const hint = new WaitingHint({
    hints,
    retry: (kinds) => tried.push(kinds),
  });
  return { hint, tried, shown, text: () => shown.get("waiting")?.text ?? "" };
}

const CASES = [
  [["camera"], true, /still waiting for the camera\. Look for a question near the address bar/],
  [["microphone"], true, /still waiting for the microphone\. Look for a question/],
  [["microphone", "camera"], true, /still waiting for camera and microphone\. Look for a question/],
  [["screen"], true, /^Your browser is waiting for you to choose what to share\.$/],
  [["camera", "screen"], true, /the camera.* choose what to share/],
  [["camera"], false, /^The camera does not respond/],
  [["microphone", "camera"], false, /^Camera and microphone do not respond/],
];
for (const [kinds, asks, words] of CASES) {
  test(`${kinds.join(" and ")}: ${asks ? "a question may be open" : "no answer, though it is allowed"}`, () => {
    const { hint, tried, shown, text } = setUp();
    hint.show(true);
    hint.update({ kinds, asks });
    assert.match(text(), words);
    const { action } = shown.get("waiting");
    assert.equal(Boolean(action), !asks, "another question would not help");
    action?.act();
    assert.deepEqual(tried, asks ? [] : [kinds]);
  });
}

test("it is shown in a call only, and goes with the answer", () => {
  const { hint, text } = setUp();
  hint.update({ kinds: ["camera"], asks: true });
  assert.equal(text(), "");
  hint.show(true);
  assert.notEqual(text(), "");
  hint.update({ kinds: [], asks: true });
  assert.equal(text(), "");
});

test("a hint that the person has closed does not come back for the same", () => {
  const { hint, shown, text } = setUp();
  hint.show(true);
  hint.update({ kinds: ["camera"], asks: true });
  shown.clear();
  hint.show(true);
  assert.equal(text(), "");
});
