// What a browser may lack: ids, locales and storage without it.
import assert from "node:assert/strict";
import test from "node:test";
import { newId } from "../../../static/calls/lib/browser/ids.js";
import { listed, localeFor } from "../../../static/calls/lib/browser/locale.js";
import { openStorage } from "../../../static/calls/lib/browser/storage.js";
import { tryOrUndefined, tryOrUndefinedAsync } from "../../../static/calls/lib/browser/try_or_undefined.js";

const fails = () => {
  throw new DOMException("no", "SecurityError");
};

/** Replaces a property of the global object for one test. */
function replace(t, name, property) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { configurable: true, ...property });
  t.after(() => (before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name]));
}

test("an id is a random UUID of version 4, without crypto.randomUUID", (t) => {
  replace(t, "crypto", { value: { getRandomValues: (array) => array.map((_, index) => index * 17) } });
  assert.equal(newId(), "00112233-4455-4677-8899-aabbccddeeff");
});

for (const [name, language, wanted, found] of [
  ["the user's variant of the page's language", "en", ["de-DE", "en-GB", "en-US"], "en-GB"],
  ["a locale of the system is passed over", "en", ["en-US@posix", "en-US.UTF-8", "en-AU"], "en-AU"],
  ["the page's language where no locale fits", "pt-br", ["en-US@posix", "C"], "pt-br"],
  ["no list", "en", [], "en"],
  ["the browser's own where the page's language is none", "en@posix", ["de"], undefined],
]) {
  test(`locale: ${name}`, () => {
    assert.equal(localeFor(language, wanted), found);
    new Intl.DateTimeFormat(found, { timeStyle: "short" }).format(0);
  });
}

for (const [name, property] of [
  ["missing", { value: undefined }],
  ["forbidden", { get: fails }],
  ["full, and throws at every use", { value: { getItem: fails, setItem: fails, removeItem: fails } }],
]) {
  test(`storage that is ${name} lasts as long as the page`, (t) => {
    replace(t, "sessionStorage", property);
    const storage = openStorage("sessionStorage");
    assert.equal(storage.getItem("a"), null);
    storage.setItem("a", "1");
    assert.equal(storage.getItem("a"), "1");
    assert.equal(storage.outlivesPage("a"), false);
    storage.removeItem("a");
    assert.equal(storage.getItem("a"), null);
  });
}

test("what the storage takes again replaces what it did not take", (t) => {
  const kept = new Map();
  let full = false;
  const native = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => (full ? fails() : kept.set(key, value)),
    removeItem: (key) => kept.delete(key),
  };
  replace(t, "localStorage", { value: native });
  const storage = openStorage("localStorage");
  storage.setItem("a", "1");
  full = true;
  storage.setItem("a", "2");
  assert.deepEqual([storage.getItem("a"), kept.get("a")], ["2", "1"]);
  full = false;
  storage.setItem("a", "3");
  kept.set("a", "4");
  assert.equal(storage.getItem("a"), "4", "another tab's");
});

test("the browser's answer has a value, or is undefined if it throws, rejects or takes too long", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  assert.deepEqual([tryOrUndefined(() => 1), tryOrUndefined(fails)], [1, undefined]);
  const forever = tryOrUndefinedAsync(() => new Promise(() => {}), 100);
  const attempts = [() => 1, fails, () => Promise.reject(new Error("no"))].map((ask) => tryOrUndefinedAsync(ask, 100));
  assert.deepEqual(await Promise.all(attempts), [1, undefined, undefined]);
  t.mock.timers.tick(100);
  assert.equal(await forever, undefined);
});

test("a list has the page's marks", () => {
  assert.equal(listed(["dog", "cat", "tree"]), "dog, cat, tree");
  globalThis.document = { documentElement: { lang: "zh-hans" } };
  assert.equal(listed(["狗", "猫", "树"]), "狗、猫、树");
  delete globalThis.document;
});
