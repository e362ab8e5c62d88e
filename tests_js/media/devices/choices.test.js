import assert from "node:assert/strict";
import test from "node:test";
import { DeviceChoices, find } from "../../../static/calls/media/devices/choices.js";
import { deviceOf, listDevices, plainName, preferred, real } from "../../../static/calls/media/devices/lists.js";

const HEADSET = { id: "h1", label: "Headset", group: "g1" };
const WEBCAM = { id: "w1", label: "Webcam", group: "g2" };

function storage(kept = {}) {
  return {
    kept,
    getItem: (key) => kept[key] ?? null,
    setItem(key, value) {
      kept[key] = value;
    },
  };
}

test("a choice is stored by the browser, for another page too", () => {
  const kept = storage();
  new DeviceChoices(kept).set("microphone", HEADSET);
  const later = new DeviceChoices(kept);
  assert.deepEqual(later.get("microphone"), { id: "h1", label: "Headset" });
  assert.equal(later.get("camera"), null);
  later.set("microphone", null);
  assert.equal(new DeviceChoices(kept).get("microphone"), null);
});

test("all voice processing is on by default", () => {
  const kept = storage();
  const choices = new DeviceChoices(kept);
  assert.deepEqual(choices.processing, { echoCancellation: true, noiseSuppression: true, autoGainControl: true });
  choices.setVoiceProcessing("noiseSuppression", false);
  choices.set("camera", WEBCAM);
  assert.deepEqual(new DeviceChoices(kept).processing, {
    echoCancellation: true,
    noiseSuppression: false,
    autoGainControl: true,
  });
});

test("nothing is opened or shown while a call rings, unless that is chosen", () => {
  const kept = storage();
  const choices = new DeviceChoices(kept);
  assert.deepEqual([choices.prepares, choices.showsCaller], [false, false]);
  choices.showsCaller = true;
  const later = new DeviceChoices(kept);
  assert.deepEqual([later.prepares, later.showsCaller], [false, true]);
});

for (const [title, broken] of [
  ["that keeps nothing", null],
  [
    "that refuses",
    {
      getItem: () => null,
      setItem() {
        throw new DOMException("full", "QuotaExceededError");
      },
    },
  ],
]) {
  test(`in a browser ${title} a choice holds as long as the page`, () => {
    const choices = new DeviceChoices(broken);
    choices.set("speaker", HEADSET);
    assert.deepEqual(choices.get("speaker"), { id: "h1", label: "Headset" });
  });
}

for (const nonsense of ["{", "7", "null", '{"microphone":3,"processing":{"echoCancellation":"yes"}}']) {
  test(`what somebody else has written is no choice: ${nonsense}`, () => {
    const choices = new DeviceChoices(storage({ "videochat.devices": nonsense }));
    assert.equal(choices.get("microphone"), null);
    assert.equal(choices.processing.echoCancellation, true);
  });
}

test("a device is found by its id, else by its name, and else not", () => {
  const devices = [WEBCAM, HEADSET];
  assert.equal(find(devices, { id: "h1", label: "Another name" }), HEADSET);
  assert.equal(find(devices, { id: "of last year", label: "Headset" }), HEADSET);
  assert.equal(find(devices, { id: "of last year", label: "" }), null);
  assert.equal(find([{ ...WEBCAM, label: "" }], { id: "x", label: "" }), null);
  assert.equal(find(devices, null), null);
});

test("the browser's list is sorted by kind; what has no id yet is left out", async () => {
  const one = (kind, deviceId, label) => ({ kind, deviceId, label, groupId: "g" });
  const devices = {
    enumerateDevices: async () => [
      one("audioinput", "default", "Default"),
      one("audioinput", "a", "Headset"),
      one("videoinput", "", ""),
      one("audiooutput", "s", "Boxes"),
    ],
  };
  const lists = await listDevices(devices);
  assert.deepEqual(
    Object.values(lists).map((list) => list.map(({ id }) => id)),
    [["default", "a"], [], ["s"]],
  );
  assert.deepEqual(await listDevices(undefined), { microphone: [], camera: [], speaker: [] });
});

test("the aliases are no devices, but tell which one the system prefers", () => {
  const devices = [{ id: "default", label: "Default - Headset", group: "g1" }, WEBCAM, HEADSET];
  assert.deepEqual(real(devices), [WEBCAM, HEADSET]);
  assert.equal(preferred(devices), HEADSET);
  assert.equal(preferred([WEBCAM, HEADSET]), null);
});

test("names are shown without USB ids", () => {
  assert.equal(plainName("Webcam C920 (046d:082d)"), "Webcam C920");
  assert.equal(plainName("Headset (Bluetooth)"), "Headset (Bluetooth)");
  assert.deepEqual(deviceOf({ label: "Mic", getSettings: () => ({ deviceId: "m" }) }), {
    id: "m",
    label: "Mic",
    group: "",
  });
});
