import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

/** @param {string} text */
globalThis.gettext = (text) => text;
/** @param {string} one @param {string} many @param {number} count */
globalThis.ngettext = (one, many, count) => (count === 1 ? one : many);
/** @param {string} text @param {Record<string, unknown>} values */
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));

const LTR = /** @type {Document} */ (/** @type {unknown} */ ({ dir: "ltr", documentElement: { lang: "en" } }));
globalThis.document = LTR;

const ROOT = new URL("../../static/calls/", import.meta.url);
const NAME = "שרה";
const { composed, filled, isolate, sentences: joined } = await import("../../static/calls/lib/filled.js");

test("a user's text is isolated where it could change the order of the sentence", () => {
  const line = "%(name)s (%(count)s)";
  assert.equal(filled(line, { name: NAME, count: 3 }), `\u2068${NAME}\u2069 (3)`);
  assert.equal(filled(line, { name: "Bob 1", count: 3 }), "Bob 1 (3)");
  assert.equal(isolate("\u0661\u0662"), "\u2068\u0661\u0662\u2069");
  // Its own marks cannot reach beyond it.
  assert.equal(isolate("a\u202eb\u2069"), "\u2068ab\u2069");
});

test("in a page from right to left every user's text is isolated", () => {
  globalThis.document = /** @type {Document} */ (/** @type {unknown} */ ({ dir: "rtl" }));
  try {
    assert.equal(isolate("Bob"), "\u2068Bob\u2069");
  } finally {
    globalThis.document = LTR;
  }
});

/** Calls every function of a module with names in all places; null where one takes something else. @param {unknown} made */
const sentences = (made) =>
  (typeof made === "string" ? [made] : Array.isArray(made) ? made : Object.values(made ?? {})).filter(
    (text) => typeof text === "string",
  );

test("every sentence of the page isolates the names in it", async () => {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith("texts.js"));
  let isolated = 0;
  for (const path of files) {
    const module = await import(new URL(path, ROOT).href);
    for (const [called, write] of Object.entries(module)) {
      if (typeof write !== "function") continue;
      for (const first of [
        NAME,
        "incoming",
        "calling",
        "asking",
        "refused",
        "ready",
        "matched",
        "differs",
        "stale",
        true,
      ]) {
        let made;
        try {
          made = write(first, NAME, NAME);
        } catch {
          continue;
        }
        for (const sentence of sentences(made)) {
          const bare = sentence.replaceAll(`\u2068${NAME}\u2069`, () => {
            isolated += 1;
            return "";
          });
          assert.ok(bare === NAME || !bare.includes(NAME), `${path}: ${called}: ${sentence}`);
        }
      }
    }
  }
  assert.ok(isolated > 20, `${isolated} names were met`);
});

test("no module puts values into sentences in another way", () => {
  for (const path of readdirSync(ROOT, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".js") || path.endsWith("filled.js")) continue;
    assert.doesNotMatch(readFileSync(new URL(path, ROOT), "utf8"), /\binterpolate\(/, path);
  }
});

test("sentences stand beside each other as the language has it, and empty ones leave no trace", (t) => {
  assert.equal(joined("One.", "", "Two.", "Three."), "One. Two. Three.");
  assert.equal(joined("", ""), "");
  t.mock.method(globalThis, "gettext", (text) => (text === "%(first)s %(second)s" ? "%(first)s%(second)s" : text));
  assert.equal(joined("一。", "二。"), "一。二。");
});

test("a sentence of ours keeps the isolates of its names", () => {
  const sentence = filled("%(name)s hung up.", { name: NAME });
  assert.equal(composed("%(sentence)s (%(time)s)", { sentence, time: "00:09" }), `${sentence} (00:09)`);
  assert.equal(joined(sentence, "Bye."), `${sentence} Bye.`);
});
