import assert from "node:assert/strict";
import test, { afterEach, beforeEach, mock } from "node:test";
import { MicrophoneWarnings } from "../../../static/calls/media/microphone/warnings.js";
import { fakeHints } from "../fake_hints.js";

globalThis.gettext = (text) => text;
beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

function setUp() {
  const { shown, hints } = fakeHints();
  const done = [];
  const warnings = new MicrophoneWarnings({
    hints,
    unmute: () => done.push("unmute"),
    renew: () => done.push("renew"),
    settings: () => done.push("settings"),
    keyboard: true,
  });
  /** As a hint does it. */
  const press = (name, what) => {
    const hint = shown.get(name);
    shown.delete(name);
    if (what === "dismiss") hint.dismissed();
    else hint.action.act();
  };
  return { warnings, shown, done, press };
}

test("speaking while muted shows a hint while the words last and a little longer", () => {
  const { warnings, shown, done, press } = setUp();
  warnings.watch({}, true);
  warnings.speaks(true);
  assert.match(shown.get("muted").text, /You are muted/);
  warnings.speaks(false);
  mock.timers.tick(5_000);
  warnings.speaks(true);
  mock.timers.tick(60_000);
  assert.ok(shown.has("muted"));
  press("muted", "act");
  assert.deepEqual(done, ["unmute"]);
});

test("an ignored hint does not come back with every word, but after a minute", () => {
  const { warnings, shown } = setUp();
  warnings.watch({}, true);
  const say = () => {
    warnings.speaks(true);
    warnings.speaks(false);
  };
  say();
  mock.timers.tick(6_000);
  assert.ok(!shown.has("muted"));
  say();
  assert.ok(!shown.has("muted"));
  mock.timers.tick(66_000);
  say();
  assert.ok(shown.has("muted"));
});

test("a dismissed hint comes back only after muting again", () => {
  const { warnings, shown, press } = setUp();
  const track = {};
  warnings.watch(track, true);
  warnings.speaks(true);
  press("muted", "dismiss");
  warnings.speaks(false);
  mock.timers.tick(600_000);
  warnings.speaks(true);
  assert.ok(!shown.has("muted"));
  warnings.watch(track, false);
  warnings.watch(track, true);
  warnings.speaks(true);
  assert.ok(shown.has("muted"));
  warnings.watch(track, false);
  assert.ok(!shown.has("muted"));
});

test("a silent microphone shows a hint until it delivers sound, once for each microphone if dismissed", () => {
  const { warnings, shown, done, press } = setUp();
  const track = {};
  warnings.watch(track, false);
  warnings.silent(true);
  assert.ok(shown.has("silent"));
  warnings.silent(false);
  assert.ok(!shown.has("silent"));
  warnings.silent(true);
  press("silent", "dismiss");
  warnings.silent(false);
  warnings.silent(true);
  assert.ok(!shown.has("silent"));
  warnings.watch({}, false);
  warnings.silent(true);
  press("silent", "act");
  assert.deepEqual(done, ["settings"]);
});

test("a microphone that the system has muted is named so, and can be taken again", () => {
  const { warnings, shown, done, press } = setUp();
  const track = { muted: true };
  warnings.watch(track, false);
  warnings.silent(true);
  assert.match(shown.get("silent").text, /Your system has muted the microphone/);
  press("silent", "act");
  assert.deepEqual(done, ["renew"]);
  warnings.silent(false);
  warnings.silent(true);
  assert.ok(shown.has("silent"), "it is still muted");
  press("silent", "dismiss");
  warnings.silent(false);
  warnings.silent(true);
  assert.ok(!shown.has("silent"), "the person knows");
});
