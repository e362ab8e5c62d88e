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

test("a call that comes in is refused at once, and shown until the server says that no other device can take it", () => {
  const page = setUp({ canCall: false });
  const refusal = { type: "leave", call: "call-1", reason: "failed" };
  page.controller.onMessage(incoming);
  assert.deepEqual([page.controller.state, page.sent, reasons(page)], ["incoming", [refusal], []]);
  // The socket was closed meanwhile: the server has forgotten that this device cannot take calls.
  page.hello(serverCall("callee", "ringing"));
  assert.deepEqual([page.controller.state, page.sent], ["incoming", [refusal, refusal]]);
  page.controller.onMessage({ type: "leave", call: "call-1", name: "bob", reason: "failed" });
  assert.deepEqual([page.controller.state, reasons(page)], ["idle", ["unsupported"]]);
  assert.ok(!page.types().includes("ringing"), "it does not say that it rings");
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
