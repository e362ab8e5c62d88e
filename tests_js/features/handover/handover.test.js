import assert from "node:assert/strict";
import test from "node:test";
import { Handover } from "../../../static/calls/features/handover/handover.js";

const ASKED = { type: "handover", call: "c", name: "bob", role: "callee", age: 3, device: "laptop" };
const PHONE = { device: "phone", name: "Chrome on Android", since: 5 };
const snapshot = (state, call = null) => ({ state, call });
const talk = { id: "c", name: "bob", role: "callee", accepted: true };

function page(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const sent = [];
  const taken = [];
  const view = { shown: null, devices: [], asked: null, closed: 0, failures: [], reachable: true };
  const handover = new Handover({
    send: (message) => view.reachable && sent.push(message) > 0,
    take: ({ id, device }) => taken.push([id, device]),
    view: {
      show: (shown) => Object.assign(view, { shown }),
      showDevices: (devices, asked) => Object.assign(view, { devices, asked }),
      closeDevices: () => (view.closed += 1),
      showFailure: (why) => view.failures.push(why),
    },
    now: () => 0,
  });
  handover.show(snapshot("idle"));
  return { handover, sent, taken, view };
}

test("another device asks: the prompt stays until it is answered, and the banner remains", (t) => {
  const { handover, view, taken } = page(t);
  handover.onMessage(ASKED);
  assert.equal(view.shown.prompted, true);
  handover.dismissPrompt();
  assert.deepEqual([view.shown.prompted, view.shown.call.id, taken], [false, "c", []]);
  handover.onMessage(ASKED);
  handover.continueHere();
  assert.deepEqual([view.shown.prompted, taken], [false, [["c", "laptop"]]]);
});

test("the prompt closes when its call ends or moves on, when a call begins here, and after a minute", (t) => {
  const { handover, view } = page(t);
  const ends = [
    () => handover.onMessage({ type: "elsewhere", call: "c", name: "bob", active: false }),
    () => handover.onMessage({ ...ASKED, type: "elsewhere", active: true, device: "tablet" }),
    () => handover.show(snapshot("calling", { ...talk, id: "d", accepted: false })),
    () => t.mock.timers.tick(60_000),
  ];
  for (const end of ends) {
    handover.show(snapshot("idle"));
    handover.onMessage(ASKED);
    assert.equal(view.shown.prompted, true);
    end();
    assert.equal(view.shown.prompted, false, `${end}`);
  }
});

test("the list of devices is refreshed while it is open, and marks the requested one", (t) => {
  const { handover, view, sent } = page(t);
  handover.show(snapshot("active", talk));
  handover.openDevices();
  handover.onMessage({ type: "devices", devices: [PHONE] });
  handover.moveTo("phone");
  assert.deepEqual(sent, [{ type: "devices" }, { type: "handover", call: "c", device: "phone" }]);
  assert.deepEqual([view.devices, view.asked], [[PHONE], "phone"]);
  t.mock.timers.tick(3000);
  assert.deepEqual(sent.at(-1), { type: "devices" });
  handover.onMessage({ type: "devices", devices: [] });
  assert.equal(view.asked, null, "it is gone");
  handover.show(snapshot("active", { ...talk, handedOver: true }));
  const before = sent.length;
  t.mock.timers.tick(10_000);
  assert.deepEqual([sent.length, view.closed > 0, view.shown.leaving], [before, true, true]);
});

test("a device that is gone, and a server out of reach, are said", (t) => {
  const { handover, view } = page(t);
  handover.show(snapshot("active", talk));
  handover.openDevices();
  handover.onMessage({ type: "devices", devices: [PHONE] });
  handover.moveTo("phone");
  handover.onMessage({ type: "error", code: "not-found", call: "c" });
  assert.deepEqual([view.failures, view.asked], [["gone"], null]);
  handover.onMessage({ type: "error", code: "not-found", call: "c" });
  assert.deepEqual(view.failures, ["gone"], "this one is about something else");
  view.reachable = false;
  handover.moveTo("phone");
  assert.deepEqual(view.failures, ["gone", "offline"]);
});
