// Every element that a module asks for by id is in a template.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const read = (pattern) => globSync(pattern, { cwd: ROOT }).map((path) => readFileSync(`${ROOT}/${path}`, "utf8"));
const matches = (texts, pattern) => new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, id]) => id)));

test("the ids in the modules are ids in the templates", () => {
  const asked = matches(
    read("static/calls/**/*.js"),
    /\b(?:byId|cloneTemplate|insertTemplate|getElementById)\(\s*"([^"]+)"/g,
  );
  const present = matches(read("templates/**/*.html"), /\bid="([^"{]+)"/g);
  // Django's json_script makes this one.
  present.add("config");
  assert.ok(asked.size > 100);
  assert.deepEqual(
    [...asked].filter((id) => !present.has(id)),
    [],
  );
});

test("each dialog and panel page that stands in a template is taken out of it by a module", () => {
  const inserted = matches(read("static/calls/**/*.js"), /\binsertTemplate\(\s*"([^"]+)"/g);
  const hidden = matches(read("templates/calls/**/*.html"), /<template id="([^"]+)">\s*<(?:dialog|[^>]+ data-page=)/g);
  assert.ok(hidden.size > 8);
  assert.deepEqual([...hidden].sort(), [...inserted].sort());
});

test("what stands in a template is looked for only by the module that inserts it, and those that it imports", () => {
  const modules = new Map(globSync("static/calls/**/*.js", { cwd: ROOT }).map((path) => [path, read(path)[0]]));
  const behind = (entry) => {
    const found = new Set([entry]);
    for (const path of found)
      for (const name of matches([modules.get(path)], /^(?:import|\}) .*"(\.[^"]+)";/gm))
        found.add(join(dirname(path), name));
    return found;
  };
  /** The switch in the settings is made once they are there. */
  const later = ["settingsNotify", "settings-notify-note"];
  const wrong = [];
  for (const markup of read("templates/calls/**/*.html"))
    for (const [, id, content] of markup.matchAll(/^<template id="(\w+)">\n(.*?)^<\/template>/gms)) {
      const inserting = [...modules.keys()].find((path) => modules.get(path).includes(`insertTemplate("${id}"`));
      if (!inserting) continue;
      const [inside, near] = [matches([content], / id="([^"]+)"/g), behind(inserting)];
      for (const [path, source] of modules)
        for (const asked of near.has(path) ? [] : matches([source], /\bbyId\(\s*"([^"]+)"/g))
          if (inside.has(asked) && !later.includes(asked)) wrong.push(`${path}: ${asked}`);
    }
  assert.deepEqual(wrong, []);
});
