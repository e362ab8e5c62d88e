import assert from "node:assert/strict";
import test from "node:test";
import { SessionRenewal } from "../../static/calls/signaling/session.js";
import { SignInAgain } from "../../static/calls/signaling/sign_in_again.js";

function setUp(state) {
  const log = [];
  const page = { state };
  const signInAgain = new SignInAgain({
    state: () => page.state,
    say: () => log.push("say"),
    go: () => log.push("go"),
  });
  return { signInAgain, log, page };
}

for (const state of ["active", "reconnecting"]) {
  test(`a session that has expired in an ${state} call: words now, sign-in after the call`, () => {
    const { signInAgain, log } = setUp(state);
    signInAgain.ended();
    signInAgain.onSignedOut(true);
    signInAgain.onSignedOut(true);
    assert.deepEqual(log, ["say"]);
    signInAgain.ended();
    assert.deepEqual(log, ["say", "go"]);
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
    const { signInAgain, log } = setUp(state);
    signInAgain.onSignedOut(refused);
    assert.deepEqual(log, ["go"]);
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
