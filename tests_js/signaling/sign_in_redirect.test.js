import assert from "node:assert/strict";
import test from "node:test";
import { SessionRenewal } from "../../static/calls/signaling/session.js";
import { SignInRedirect } from "../../static/calls/signaling/sign_in_redirect.js";

function setUp(state) {
  const log = [];
  const page = { state };
  const signInRedirect = new SignInRedirect({
    state: () => page.state,
    notify: () => log.push("notify"),
    redirect: () => log.push("redirect"),
  });
  return { signInRedirect, log, page };
}

for (const state of ["active", "reconnecting"]) {
  test(`a session that has expired in an ${state} call: words now, sign-in after the call`, () => {
    const { signInRedirect, log } = setUp(state);
    signInRedirect.ended();
    signInRedirect.onSignedOut(true);
    signInRedirect.onSignedOut(true);
    assert.deepEqual(log, ["notify"]);
    signInRedirect.ended();
    assert.deepEqual(log, ["notify", "redirect"]);
  });
}

for (const [state, refused] of [
  ["idle", true],
  ["calling", true],
  ["incoming", true],
  ["connecting", true],
  ["active", false],
]) {
  test(`sign-in at once: ${state}, ${refused ? "a new socket was refused" : "the user was signed out"}`, () => {
    const { signInRedirect, log } = setUp(state);
    signInRedirect.onSignedOut(refused);
    assert.deepEqual(log, ["redirect"]);
  });
}

test("an open page asks for its session every hour, also after it could not", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const asked = [];
  const fetch = async (url) => {
    asked.push(url);
    throw new TypeError("offline");
  };
  new SessionRenewal({ url: "/session/", fetch }).start();
  t.mock.timers.tick(2 * 3_600_000);
  assert.deepEqual(asked, ["/session/", "/session/"]);
});
