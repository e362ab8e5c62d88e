import assert from "node:assert/strict";
import test from "node:test";
import { DeviceChoices } from "../../../../static/calls/media/devices/choices.js";
import { fakeHints } from "../../fake_hints.js";

globalThis.gettext = (text) => text;
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
globalThis.HTMLMediaElement = class {
  setSinkId() {}
};
const { DeviceOffers } = await import("../../../../static/calls/media/devices/changes/device_offers.js");

const device = (id, label = id, group = "") => ({ id, label, group });
const BEFORE = { microphone: [device("mic")], speaker: [device("loud")], camera: [device("webcam")] };
const AFTER = {
  ...BEFORE,
  microphone: [...BEFORE.microphone, device("ear", "Headset (1234:abcd)", "headset")],
  speaker: [...BEFORE.speaker, device("phones", "Headset (1234:abcd)", "headset")],
};

function setUp() {
  const { shown, hints } = fakeHints();
  const chosen = [];
  const used = { microphone: device("mic"), camera: device("webcam") };
  const offers = new DeviceOffers({
    hints,
    media: { device: (kind) => used[kind] },
    choices: new DeviceChoices(null),
    speaker: () => device("loud"),
    choose: async (kind, { id }) => {
      chosen.push(`${kind} ${id}`);
      used[kind] = device(id);
    },
  });
  offers.remember(BEFORE);
  const texts = () => [...shown.values()].map(({ text }) => text);
  return { offers, shown, chosen, texts };
}

test("a headset is one line, and one press uses all of it", async () => {
  const { offers, shown, chosen, texts } = setUp();
  offers.update(AFTER);
  assert.deepEqual(texts(), ["Headset is connected."]);
  const [{ action }] = shown.values();
  assert.equal(action.label, "Use it");
  shown.clear();
  await action.act();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(chosen, ["microphone ear", "speaker phones"]);
  assert.deepEqual(texts(), ["Using Headset."]);
  offers.update(AFTER);
  assert.deepEqual(texts(), ["Using Headset."], "it is not offered again");
});

test("a line that was dismissed does not come back; one whose device is gone goes", () => {
  const { offers, shown, texts } = setUp();
  offers.update(AFTER);
  const [[name, hint]] = shown;
  shown.delete(name);
  hint.dismissed();
  offers.update(AFTER);
  assert.deepEqual(texts(), []);
  offers.update(BEFORE);
  offers.update(AFTER);
  assert.deepEqual(texts(), ["Headset is connected."]);
  offers.update(BEFORE);
  assert.deepEqual(texts(), []);
  offers.update(AFTER);
  offers.clear();
  assert.deepEqual(texts(), []);
});
