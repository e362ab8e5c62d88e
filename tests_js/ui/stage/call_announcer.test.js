import assert from "node:assert/strict";
import test from "node:test";
import { changeSentences, deviceStates } from "../../../static/calls/ui/stage/call_announcer.js";

globalThis.gettext = (text) => text;
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

const DEVICES = { microphone: true, camera: true, screen: false };
const seen = ({ id = "1", state = "active", local = {}, remote = {} } = {}) =>
  deviceStates({
    state,
    call: { id, name: "bob", remote: { ...DEVICES, ...remote } },
    local: { ...DEVICES, ...local },
  });

test("each own device is announced, on and off", () => {
  assert.deepEqual(changeSentences(seen(), seen({ local: { microphone: false } })), ["Your microphone is off."]);
  assert.deepEqual(changeSentences(seen({ local: { microphone: false } }), seen()), ["Your microphone is on."]);
  assert.deepEqual(changeSentences(seen(), seen({ local: { camera: false } })), ["Your camera is off."]);
  assert.deepEqual(changeSentences(seen(), seen({ local: { screen: true } })), ["You are sharing your screen."]);
  assert.deepEqual(changeSentences(seen({ local: { screen: true } }), seen()), [
    "You are no longer sharing your screen.",
  ]);
});

test("each device of the peer is announced with the peer's name", () => {
  assert.deepEqual(changeSentences(seen(), seen({ remote: { microphone: false } })), ["bob is muted."]);
  assert.deepEqual(changeSentences(seen({ remote: { microphone: false } }), seen()), ["bob is no longer muted."]);
  assert.deepEqual(changeSentences(seen({ remote: { camera: false } }), seen()), ["bob’s camera is on."]);
  assert.deepEqual(changeSentences(seen(), seen({ remote: { screen: true } })), ["bob is sharing a screen."]);
});

test("several changes at once are several sentences", () => {
  const after = seen({ local: { camera: false }, remote: { camera: false, microphone: false } });
  assert.equal(changeSentences(seen(), after).length, 3);
});

test("nothing is announced of another call, of its beginning, of its end, or without a change", () => {
  const muted = { remote: { microphone: false } };
  assert.deepEqual(changeSentences(seen(), seen()), []);
  assert.deepEqual(changeSentences(seen(), seen({ id: "2", ...muted })), []);
  assert.deepEqual(changeSentences(seen({ state: "connecting" }), seen(muted)), []);
  assert.deepEqual(
    changeSentences(seen(), deviceStates({ state: "idle", call: null, local: { ...DEVICES, camera: false } })),
    [],
  );
  assert.deepEqual(changeSentences(seen(), seen({ state: "reconnecting", ...muted })), ["bob is muted."]);
});

test("the device states are a copy, which later changes of the call do not touch", () => {
  const remote = { ...DEVICES };
  const before = deviceStates({ state: "active", call: { id: "1", name: "bob", remote }, local: DEVICES });
  remote.microphone = false;
  assert.equal(before.remote.microphone, true);
});
