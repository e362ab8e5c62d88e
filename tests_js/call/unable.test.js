// A browser that cannot make peer connections: no WebRTC, or a constructor that throws.
import assert from "node:assert/strict";
import test from "node:test";
import { OFFER, serverCall, setUp } from "./fake_page.js";

const fails = () => {
  throw new Error("no peer connection");
};
const incoming = { type: "offer", name: "bob", offer: OFFER, call: "call-1", left: 45 };
const reasons = ({ endings }) => endings.map(({ reason }) => reason);

test("no call is placed or taken over, and the page says why", () => {
  const page = setUp({ canCall: false });
  page.controller.place("bob");
  page.controller.take({ id: "call-9", name: "bob", role: "caller", video: true, device: "phone" });
  page.hello(serverCall("caller", "active"));
  assert.deepEqual([page.controller.state, page.types()], ["idle", []]);
  assert.deepEqual(reasons(page), ["unsupported", "unsupported"]);
});

test("a call that comes in is refused at once, unless another device can take it", () => {
  for (const [devices, state, said] of [
    [[], "idle", { type: "leave", call: "call-1", reason: "failed" }],
    [[{ device: "phone", name: "Phone", since: 1 }], "incoming", { type: "devices" }],
  ]) {
    const page = setUp({ canCall: false });
    page.controller.onMessage(incoming);
    assert.deepEqual(page.types(), ["devices"], "it does not say that it rings");
    page.controller.onMessage({ type: "devices", devices });
    assert.deepEqual([page.controller.state, page.sent.at(-1)], [state, said]);
    assert.deepEqual(reasons(page), devices.length > 0 ? [] : ["unsupported"]);
  }
});

test("the list of devices ends no call of a browser that can take it", () => {
  const page = setUp();
  page.controller.onMessage(incoming);
  page.controller.onMessage({ type: "devices", devices: [] });
  assert.equal(page.controller.state, "incoming");
});

for (const [name, begin] of [
  ["placed", ({ controller }) => controller.place("bob")],
  [
    "accepted",
    ({ controller }) => {
      controller.onMessage(incoming);
      controller.accept();
    },
  ],
  ["resumed", ({ hello }) => hello(serverCall("callee", "active"))],
]) {
  test(`a call that cannot be connected when it is ${name} is over at once, on both sides`, () => {
    const page = setUp({ newConnection: fails });
    begin(page);
    assert.deepEqual([page.controller.state, reasons(page)], ["idle", ["unsupported"]]);
    assert.deepEqual(page.sent.at(-1), { type: "leave", call: "call-1", reason: "failed" });
    assert.ok(!page.types().includes("accept"));
  });
}
