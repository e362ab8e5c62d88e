// Every element that a module asks for by id is in a template.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const read = (pattern) => globSync(pattern, { cwd: ROOT }).map((path) => readFileSync(`${ROOT}/${path}`, "utf8"));
const matches = (texts, pattern) => new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, id]) => id)));

test("the ids in the modules are ids in the templates", () => {
  const asked = matches(read("static/calls/**/*.js"), /\b(?:byId|cloneTemplate|getElementById)\(\s*"([^"]+)"/g);
  const present = matches(read("templates/**/*.html"), /\bid="([^"{]+)"/g);
  // Django's json_script makes this one.
  present.add("config");
  assert.ok(asked.size > 100);
  assert.deepEqual(
    [...asked].filter((id) => !present.has(id)),
    [],
  );
});
