// When notifications of calls are on, and when the page offers them.
import assert from "node:assert/strict";
import test from "node:test";
import { notificationState, offersNotifications } from "../../../static/calls/ui/notifications/notification_state.js";

const CHOICES = ["", "later", "on", "off"];
const STATES = ["idle", "calling", "ringing", "incoming", "connecting", "active", "reconnecting"];

test("the browser's permission decides, then the person", () => {
  const rows = [
    ["granted", "on on on off"],
    ["default", "off off off off"],
    ["denied", "blocked blocked blocked blocked"],
    [undefined, "unsupported unsupported unsupported unsupported"],
  ];
  for (const [permission, expected] of rows) {
    const found = CHOICES.map((choice) => notificationState({ secure: true, permission, choice }));
    assert.equal(found.join(" "), expected, permission);
  }
});

test("a page without https says so, whatever the browser says", () => {
  for (const permission of ["granted", "default", "denied", undefined])
    assert.equal(notificationState({ secure: false, permission, choice: "on" }), "insecure");
});

test("they are offered beside a call, while the browser can be asked, to a person who has not refused", () => {
  const offered = [];
  for (const secure of [true, false])
    for (const permission of ["granted", "default", "denied", undefined])
      for (const choice of CHOICES)
        for (const state of STATES)
          if (offersNotifications({ secure, permission, choice }, state))
            offered.push([secure, permission, choice, state]);
  assert.deepEqual(offered, [
    [true, "default", "", "idle"],
    [true, "default", "on", "idle"],
  ]);
});
