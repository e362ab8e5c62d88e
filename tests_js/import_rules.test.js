// The folders of static/calls/ import downwards only. biome.imports.json holds the rules, and these tests try them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = "static/calls";
/** What the modules of each folder may import, besides their own folder. */
const ALLOWED = {
  lib: [],
  signaling: ["lib"],
  rtc: ["lib"],
  ui: ["lib"],
  media: ["lib", "ui"],
  features: ["lib", "ui", "signaling", "rtc"],
  call: ["lib", "signaling", "rtc", "media", "features"],
  check: ["lib", "signaling", "rtc", "ui", "media", "features"],
  pages: [],
};
const FOLDERS = Object.keys(ALLOWED);

const folders = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The files, by their path below static/calls/, in which Biome finds a forbidden import or a cycle. */
function offenders(files) {
  const root = mkdtempSync(join(tmpdir(), "import-rules-"));
  folders.push(root);
  for (const name of ["biome.json", "biome.imports.json"]) copyFileSync(join(ROOT, name), join(root, name));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, PAGE, dirname(path)), { recursive: true });
    writeFileSync(join(root, PAGE, path), text);
  }
  const options = ["--only=style/noRestrictedImports", "--only=suspicious/noImportCycles", "--max-diagnostics=none"];
  const biome = join(ROOT, "node_modules/.bin/biome");
  const { stdout } = spawnSync(biome, ["lint", "--reporter=github", ...options], { cwd: root, encoding: "utf8" });
  return [...new Set([...stdout.matchAll(/file=[^,]*static\/calls\/([^,]+),/g)].map(([, path]) => path))].sort();
}

test("a folder imports the folders below it, and no other", () => {
  const files = {};
  const forbidden = [];
  for (const folder of FOLDERS) {
    for (const other of [...FOLDERS, "main.js"]) {
      const path = `${folder}/imports_${other.replace(".js", "")}.js`;
      files[path] = `import "../${other}${other.endsWith(".js") ? "" : "/some/module.js"}";\n`;
      if (other !== folder && !ALLOWED[folder].includes(other)) forbidden.push(path);
    }
  }
  assert.deepEqual(offenders(files), forbidden.sort());
});

test("a subfolder keeps to the same rules", () => {
  const files = {
    "media/devices/list.js": 'import "../../call/call.js";\n',
    "features/chat/files/sender.js": 'import "../../../call/call.js";\n',
    "features/chat/files/card.js": 'import "../texts.js";\nimport "../../../lib/dom.js";\n',
  };
  assert.deepEqual(offenders(files), ["features/chat/files/sender.js", "media/devices/list.js"]);
});

test("a feature imports no other feature", () => {
  const features = globSync("features/*/", { cwd: join(ROOT, PAGE) }).map((path) => path.split("/")[1]);
  const others = features.filter((feature) => feature !== "chat");
  assert.ok(others.length > 0);
  const files = Object.fromEntries(others.map((name) => [`features/chat/${name}.js`, `import "../${name}/x.js";\n`]));
  assert.deepEqual(offenders(files), Object.keys(files).sort());
});

test("the decisions of reconcile/ and the parts of timing/ import only their own room", () => {
  const files = {};
  const forbidden = [];
  for (const room of ["call/reconcile", "lib/timing"]) {
    files[`${room}/own.js`] = 'import "./other.js";\n';
    for (const [name, module] of Object.entries({
      parent: "../some.js",
      lib: "../../lib/dom.js",
      ui: "../../ui/x.js",
    })) {
      files[`${room}/${name}.js`] = `import "${module}";\n`;
      forbidden.push(`${room}/${name}.js`);
    }
  }
  assert.deepEqual(offenders(files), forbidden.sort());
});

test("no modules import each other in a circle", () => {
  const files = {
    "rtc/a.js": 'import "./b.js";\n',
    "rtc/b.js": 'import "./a.js";\n',
    "rtc/c.js": 'import "./a.js";\n',
  };
  assert.deepEqual(offenders(files), ["rtc/a.js", "rtc/b.js"]);
});

test("types are imported downwards, too", () => {
  const files = {};
  for (const path of globSync("**/*.js", { cwd: join(ROOT, PAGE) })) {
    const types = readFileSync(join(ROOT, PAGE, path), "utf8").matchAll(/import\("([^"]+)"\)/g);
    files[path] = [...types].map(([, module]) => `import "${module}";\n`).join("");
  }
  // Biome itself reads no types in comments, so they are given to it as imports. Two modules may know each other's types.
  assert.deepEqual(offenders(files), []);
});

test("npm run check lints the page with these rules", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  assert.match(scripts.check, /\bbiome check\b/);
});
