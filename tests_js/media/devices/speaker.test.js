import assert from "node:assert/strict";
import test from "node:test";
import { DeviceChoices } from "../../../static/calls/media/devices/choices.js";

globalThis.HTMLMediaElement ??= class {
  setSinkId() {}
};
const { Speaker } = await import("../../../static/calls/media/devices/speaker.js");
HTMLMediaElement.prototype.setSinkId ??= () => {};

const HEADSET = { id: "headset", label: "the headset", group: "" };

class FakeElement {
  sinkId = "";
  stuck = false;
  async setSinkId(id) {
    if (this.stuck) await new Promise(() => {});
    this.sinkId = id;
  }
}

test("an element that never answers holds up neither the others nor the page", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const elements = [new FakeElement(), new FakeElement()];
  elements[0].stuck = true;
  const choices = new DeviceChoices(null);
  choices.set("speaker", HEADSET);
  const speaker = new Speaker({ elements, choices });
  const applied = speaker.apply([HEADSET]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(elements[1].sinkId, "headset");
  t.mock.timers.tick(2_000);
  await applied;
});

test("a speaker that was chosen and cannot be used is named; one that is used is not", async () => {
  const element = new FakeElement();
  const choices = new DeviceChoices(null);
  choices.set("speaker", HEADSET);
  const speaker = new Speaker({ elements: [element], choices });
  const refused = [];
  speaker.onrefused = (label) => refused.push(label);
  await speaker.apply([HEADSET], true);
  element.sinkId = "";
  element.setSinkId = async () => {
    throw new DOMException("no", "NotAllowedError");
  };
  await speaker.apply([HEADSET]);
  assert.deepEqual(refused, [], "nobody has pressed anything");
  await speaker.apply([HEADSET], true);
  assert.deepEqual(refused, ["the headset"]);
});
