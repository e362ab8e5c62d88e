import assert from "node:assert/strict";
import test from "node:test";
import { onNetworkTypeChange } from "../../static/calls/signaling/network_change.js";

/** How often another network was found, with these kinds one after the other. */
function found(...types) {
  const connection = new EventTarget();
  let times = 0;
  [connection.type] = types;
  onNetworkTypeChange(connection, () => {
    times += 1;
  });
  for (const type of types) {
    connection.type = type;
    connection.dispatchEvent(new Event("change"));
  }
  return times;
}

test("another kind of network counts, a new estimate of the same does not", () => {
  assert.equal(found("wifi", "wifi", "cellular", "cellular", "wifi"), 2);
});

test("a browser that does not tell the kind tells nothing here, nor does one that knows no connection", () => {
  assert.equal(found(undefined, undefined), 0);
  onNetworkTypeChange(undefined, () => assert.fail());
});
