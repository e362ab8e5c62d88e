import assert from "node:assert/strict";
import test from "node:test";
import { endAndBlock } from "../../static/calls/ui/end_and_block.js";
import { OFFER, ringing } from "../call/fake_page.js";

test("who is blocked is the person of the call that ends, though another call rings at once", () => {
  const { controller, shown } = ringing();
  controller.onMessage({ type: "offer", name: "carol", offer: OFFER, call: "call-2", left: 45 });
  const changes = [];
  endAndBlock({
    name: () => shown().call.name,
    hangUp: () => controller.hangUp(),
    changeContact: (...change) => changes.push(change),
  });
  assert.deepEqual([changes, shown().call.name], [[["bob", "block"]], "carol"]);
});
