import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const CSS = new URL("../../static/calls/css/", import.meta.url);
const TEMPLATES = new URL("../../templates/", import.meta.url);

/** @param {URL} folder @param {string} ending */
function filesIn(folder, ending) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(ending));
}

/** A stylesheet without its comments. @param {string} path */
const read = (path) => readFileSync(new URL(path, CSS), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");

/** @param {string} text @param {RegExp} pattern */
const all = (text, pattern) => new Set([...text.matchAll(pattern)].map((match) => match[1]));

const sheets = filesIn(CSS, ".css");
const tokens = read("tokens.css");
const others = sheets.filter((path) => path !== "tokens.css");
const rest = others.map(read).join("\n");

test("every colour is a token", () => {
  // Older browsers give ::backdrop no custom properties.
  const backdrop = /(::backdrop,?\s*)+\{[^}]*\}/g;
  for (const path of others) {
    const found = read(path)
      .replace(backdrop, "")
      .match(/#[0-9a-f]{3,8}(?=[;,\s)])|\b(rgb|hsl)a?\((?!var)/gi);
    assert.equal(found, null, path);
  }
});

test("tokens are defined in tokens.css alone, and each is used", () => {
  const defined = all(tokens, /(--vc-[\w-]+):/g);
  assert.deepEqual([...all(rest, /(--vc-[\w-]+):/g)], []);
  const used = all(tokens + rest, /var\((--vc-[\w-]+)/g);
  assert.deepEqual([...used].sort(), [...defined].sort());
});

test("layers, weights and repeated sizes of type are tokens", () => {
  const layers = [...rest.matchAll(/z-index: ([^;]+);/g)].map((match) => match[1]);
  // Within one button: the circle below its icon.
  assert.deepEqual(layers.filter((value) => !value?.startsWith("var(")).sort(), ["-1", "0"]);
  assert.doesNotMatch(rest, /font-weight: \d/);
  const sizes = [...rest.matchAll(/font-size: ([\d.]+rem);/g)].map((match) => match[1]);
  const named = all(tokens, /--vc-font-size-[\w-]+: ([\d.]+rem);/g);
  assert.deepEqual(
    sizes.filter((size) => named.has(size)),
    [],
  );
});

test("every stylesheet is linked by a template, or imported by one that is", () => {
  const linked = filesIn(TEMPLATES, ".html")
    .map((path) => readFileSync(new URL(path, TEMPLATES), "utf8"))
    .join("\n");
  const found = all(linked, /static 'calls\/css\/([\w/]+\.css)'/g);
  for (const sheet of found) {
    for (const imported of all(read(sheet), /@import "\.\/([\w/]+\.css)"/g)) found.add(imported);
  }
  assert.deepEqual([...found].sort(), sheets.map((path) => path.replaceAll("\\", "/")).sort());
});

test("the last import is media.css, which overrides what the others say", () => {
  for (const sheet of ["site.css", "call_page.css"]) {
    assert.equal([...all(read(sheet), /@import "\.\/([\w/]+\.css)"/g)].at(-1), "media.css");
  }
});
