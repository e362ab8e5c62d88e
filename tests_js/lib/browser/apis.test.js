// Every browser API that the page's code names is broken in a browser test, or is one without which no page runs.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const read = (pattern, exclude = []) =>
  globSync(pattern, { cwd: ROOT, exclude }).map((path) => readFileSync(`${ROOT}/${path}`, "utf8"));
/** Runs only in browsers that have service workers, and with them what it needs. */
const WORKER = "static/calls/pages/offline/service_worker.js";

/** Every browser that runs these modules has them, and no setting takes them away. */
const NEEDED = new Set(
  "AbortController AbortSignal Audio Blob DOMException DOMParser Event File HTMLMediaElement MediaStream Navigator.prototype.onLine Navigator.prototype.userAgent Option TextEncoder URL URLSearchParams WebSocket fetch matchMedia queueMicrotask".split(
    " ",
  ),
);
const BROKEN = new Set(
  read("calls/tests/e2e/faults/test_browser_apis.py").flatMap((text) =>
    [...text.matchAll(/"([A-Za-z]+(?:\.\w+)*)"/g)].map(([, path]) => path),
  ),
);
const INTERFACES = new Set(
  read("node_modules/{typescript,@typescript/*}/lib/lib.dom.d.ts").flatMap((text) =>
    [...text.matchAll(/^declare var ([A-Z]\w+): \{/gm)].map(([, name]) => name),
  ),
);
const FUNCTIONS =
  /(?<![.\w])(caches|fetch|indexedDB|isSecureContext|localStorage|matchMedia|queueMicrotask|requestIdleCallback|sessionStorage|structuredClone)\b/g;

/** The APIs that a module names, by their paths from `window`. */
function namedIn(module) {
  const code = module.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/ .*$/gm, "");
  const all = (pattern) => [...code.matchAll(pattern)].map(([, name]) => name);
  const named = [...all(/\bnew ([A-Z]\w+)\b/g), ...all(/(?<![.\w])([A-Z]\w+)\.\w/g)];
  return [
    ...named.filter((name) => INTERFACES.has(name)),
    ...all(/\bnavigator\.(\w+)/g).map((name) => `Navigator.prototype.${name}`),
    ...all(/\bcrypto\.(\w+)/g).map((name) => `Crypto.prototype.${name}`),
    ...all(FUNCTIONS),
  ];
}

test("no API is used that was never seen missing", () => {
  assert.ok(INTERFACES.size > 500 && BROKEN.size > 40);
  const used = new Set(read("static/calls/**/*.js", [WORKER]).flatMap(namedIn));
  assert.ok(used.has("RTCPeerConnection") && used.has("Navigator.prototype.locks"), [...used].join(" "));
  assert.deepEqual([...used].filter((name) => !NEEDED.has(name) && !BROKEN.has(name)).sort(), []);
});

test("a new use of an API is found", () => {
  const module = "const a = new BroadcastChannel('a'); navigator.share({}); // new Worker()\n";
  assert.deepEqual(namedIn(module), ["BroadcastChannel", "Navigator.prototype.share"]);
});
