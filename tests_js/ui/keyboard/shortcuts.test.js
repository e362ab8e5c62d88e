import assert from "node:assert/strict";
import test from "node:test";
import { actionOf, placeOf, SHORTCUTS } from "../../../static/calls/ui/keyboard/shortcuts.js";

const press = (key, rest = {}) => ({
  key,
  code: "",
  altKey: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  ...rest,
});
const LETTERS = ["m", "v", "s", "c", "d", "f", "p"];

test("each state of a call has a place, and each place its own keys", () => {
  assert.equal(actionOf(press("m"), placeOf("active")), "microphone");
  assert.equal(actionOf(press("m"), placeOf("calling")), "microphone");
  assert.equal(actionOf(press("m"), placeOf("idle")), null);
  assert.equal(actionOf(press("a"), placeOf("incoming")), "accept");
  assert.equal(actionOf(press("a"), placeOf("active")), null);
  assert.equal(actionOf(press("/"), placeOf("idle")), "search");
  assert.equal(actionOf(press("/"), placeOf("active")), null);
  for (const state of ["idle", "incoming", "active"]) assert.equal(actionOf(press("?"), placeOf(state)), "help");
});

test("letters with modifiers are left to the browser", () => {
  for (const modifier of ["altKey", "shiftKey", "ctrlKey", "metaKey"]) {
    for (const letter of LETTERS) assert.equal(actionOf(press(letter, { [modifier]: true }), "call"), null);
  }
});

test("hanging up takes both modifiers", () => {
  const both = { altKey: true, shiftKey: true };
  assert.equal(actionOf(press("H", both), "call"), "hangUp");
  assert.equal(actionOf(press("h"), "call"), null);
  assert.equal(actionOf(press("H", { shiftKey: true }), "call"), null);
  assert.equal(actionOf(press("h", { altKey: true }), "call"), null);
  assert.equal(actionOf(press("H", { ...both, ctrlKey: true }), "call"), null);
});

test("a letter counts with Caps Lock, in another script, and with Option", () => {
  assert.equal(actionOf(press("M", { code: "KeyM" }), "call"), "microphone");
  assert.equal(actionOf(press("ь", { code: "KeyM" }), "call"), "microphone");
  assert.equal(actionOf(press("Ó", { code: "KeyH", altKey: true, shiftKey: true }), "call"), "hangUp");
  // On a French keyboard M is at another place: the letter counts, not the place.
  assert.equal(actionOf(press("m", { code: "Semicolon" }), "call"), "microphone");
  assert.equal(actionOf(press(",", { code: "KeyM" }), "call"), null);
});

test("symbols count with Shift and without", () => {
  assert.equal(actionOf(press("?", { shiftKey: true }), "people"), "help");
  assert.equal(actionOf(press("?"), "people"), "help");
  assert.equal(actionOf(press("/", { shiftKey: true }), "people"), "search");
  assert.equal(actionOf(press("/", { ctrlKey: true }), "people"), null);
});

test("shortcuts of other modules are listed, and not handled here", () => {
  const elsewhere = SHORTCUTS.filter((one) => one.elsewhere);
  assert.deepEqual(
    elsewhere.map(({ action }) => action),
    ["talk", "move", "silence"],
  );
  assert.equal(actionOf(press(" "), "call"), null);
  assert.equal(actionOf(press("Escape"), "ringing"), null);
});

test("no key has two meanings in one place", () => {
  const seen = SHORTCUTS.flatMap(({ place, keys }) =>
    (place === "page" ? ["call", "ringing", "people"] : [place]).map((one) => `${one} ${keys.join("+")}`),
  );
  assert.equal(new Set(seen).size, seen.length);
});
