import assert from "node:assert/strict";
import test from "node:test";
import { NewDevices } from "../../../../static/calls/media/devices/changes/new_devices.js";

const device = (id, group = "", label = `the ${id}`) => ({ id, label, group });
const NONE = { microphone: null, speaker: null, camera: null };
const BUILT_IN = {
  microphone: [device("mic", "laptop")],
  speaker: [device("loud", "laptop")],
  camera: [device("webcam", "cam")],
};
const USED = {
  microphone: device("mic", "laptop"),
  speaker: device("loud", "laptop"),
  camera: device("webcam", "cam"),
};
const HEADSET = { microphone: device("ear", "headset", "Headset"), speaker: device("phones", "headset", "Headset") };
/** The lists with these devices beside those that are built in. */
const withDevices = (more) =>
  Object.fromEntries(Object.entries(BUILT_IN).map(([kind, list]) => [kind, [...list, ...(more[kind] ?? [])]]));
const HEADSET_LISTS = withDevices({ microphone: [HEADSET.microphone], speaker: [HEADSET.speaker] });
/** Chromium's alias of the default device, beside the others. */
const withDefault = (lists, kind, { group, label }) => ({
  ...lists,
  [kind]: [device("default", group, `Default - ${label}`), ...lists[kind]],
});

function setUp(lists = BUILT_IN) {
  const found = new NewDevices();
  found.remember(lists);
  const look = (lists, { used = USED, chosen = NONE } = {}) =>
    found
      .update(lists, { used, chosen })
      .map(({ label, devices }) => [
        label,
        Object.fromEntries(Object.entries(devices).map(([kind, { id }]) => [kind, id])),
      ]);
  return { found, look };
}

test("a headset that is plugged in is one offer, for its microphone and its speaker", () => {
  const { look } = setUp();
  const offer = ["Headset", { microphone: "ear", speaker: "phones" }];
  assert.deepEqual(look(HEADSET_LISTS), [offer]);
  assert.deepEqual(look(HEADSET_LISTS), [offer], "it stays until it is used or refused");
});

test("a headset whose parts come one after the other is one offer in the end", () => {
  const { look } = setUp();
  assert.deepEqual(look(withDevices({ speaker: [HEADSET.speaker] })), [["Headset", { speaker: "phones" }]]);
  assert.deepEqual(look(HEADSET_LISTS), [["Headset", { microphone: "ear", speaker: "phones" }]]);
});

test("a camera is offered as well", () => {
  const { look } = setUp();
  assert.deepEqual(look(withDevices({ camera: [device("film")] })), [["the film", { camera: "film" }]]);
});

const NOTHING = [
  ["what is used already", HEADSET_LISTS, { used: { ...USED, ...HEADSET } }],
  [
    "what is used under its alias",
    HEADSET_LISTS,
    { used: { ...USED, microphone: device("default", "headset"), speaker: null } },
  ],
  [
    "what is used under its alias, told by its name",
    HEADSET_LISTS,
    { used: { ...USED, microphone: device("default", "", "Default - Headset"), speaker: null } },
  ],
  ["a camera while the camera is off", withDevices({ camera: [device("film")] }), { used: { ...USED, camera: null } }],
  ["a device without a name", withDevices({ camera: [device("film", "", "")] }), {}],
];
for (const [title, lists, inUse] of NOTHING) {
  test(`not offered: ${title}`, () => {
    const { look } = setUp();
    assert.deepEqual(look(lists, inUse), []);
  });
}

test("not offered: what has its name only now, since devices were allowed only now", () => {
  const { look } = setUp({ microphone: [], speaker: [], camera: [] });
  assert.deepEqual(look(HEADSET_LISTS), []);
});

test("not offered: a device that is listed under another id than before", () => {
  const { look } = setUp();
  const renamed = { ...BUILT_IN, camera: [device("new id", "cam", "the webcam")] };
  assert.deepEqual(look(renamed, { used: { ...USED, camera: device("webcam", "", "another") } }), []);
});

test("an offer goes when its device does, when it is refused, and with the call", () => {
  const { found, look } = setUp();
  look(HEADSET_LISTS);
  assert.deepEqual(look(BUILT_IN), []);
  assert.equal(look(HEADSET_LISTS).length, 1, "plugged in again, it is offered again");
  found.dismiss("headset");
  assert.deepEqual(look(HEADSET_LISTS), []);
  look(BUILT_IN);
  look(HEADSET_LISTS);
  found.clear();
  assert.deepEqual(look(HEADSET_LISTS), []);
});

test("the system's default that becomes another device is offered to a person who left it to the system", () => {
  const before = withDefault(HEADSET_LISTS, "microphone", BUILT_IN.microphone[0]);
  const after = withDefault(HEADSET_LISTS, "microphone", HEADSET.microphone);
  const used = { ...USED, microphone: device("default", "laptop", "Default - the mic") };
  assert.deepEqual(setUp(before).look(after, { used }), [["Headset", { microphone: "ear" }]]);
  const chosen = { ...NONE, microphone: { id: "mic", label: "the mic" } };
  assert.deepEqual(setUp(before).look(after, { used: USED, chosen }), [], "this person has chosen another one");
});
