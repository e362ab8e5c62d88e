import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";

const ORIGIN = "https://call.example.org";
const PAGE = "/offline/?language=en";
const FILE = "/static/site.123.css";

const listeners = {};
/** Of each name: what is kept, by its address. */
const stored = new Map();
let network;

const address = (request) => (typeof request === "string" ? request : request.url.replace(ORIGIN, ""));

before(async () => {
  Object.assign(globalThis, {
    shell: { page: PAGE, files: [FILE], version: "v2" },
    location: { origin: ORIGIN },
    registration: {},
    skipWaiting: async () => {},
    addEventListener: (type, listener) => {
      listeners[type] = listener;
    },
    fetch: async (request) => network(address(request)),
    Request: class {
      constructor(url, options) {
        Object.assign(this, { url: ORIGIN + url, ...options });
      }
    },
    caches: {
      open: async (name) => ({
        addAll: async (requests) =>
          stored.set(name, new Map(requests.map((each) => [address(each), `kept ${address(each)}`]))),
      }),
      keys: async () => [...stored.keys()],
      delete: async (name) => stored.delete(name),
      match: async (request, { cacheName }) => stored.get(cacheName)?.get(address(request)),
    },
  });
  await import("../../../static/calls/pages/offline/service_worker.js");
});

async function dispatch(type) {
  const work = [];
  listeners[type]({ waitUntil: (each) => work.push(each) });
  await Promise.all(work);
}

/** What a request is answered with; undefined: the browser asks the server itself. */
async function answer(path, { mode = "navigate", method = "GET", origin = ORIGIN, ...event } = {}) {
  let given;
  const request = { url: origin + path, mode, method };
  listeners.fetch({
    request,
    respondWith: (promise) => {
      given = promise;
    },
    ...event,
  });
  return await given;
}

beforeEach(async () => {
  stored.clear();
  stored.set("v1", new Map());
  await dispatch("install");
  await dispatch("activate");
  network = () => Promise.reject(new TypeError("no network"));
});

test("it keeps the page and its files, and those of earlier versions go", () => {
  assert.deepEqual([...stored.keys()], ["v2"]);
  assert.deepEqual([...stored.get("v2").keys()], [PAGE, FILE]);
});

test("a page that cannot be loaded is replaced, also if a proxy reaches no server", async () => {
  assert.equal(await answer("/history/"), `kept ${PAGE}`);
  assert.equal(await answer("/", { preloadResponse: Promise.reject(new TypeError("no network")) }), `kept ${PAGE}`);
  for (const status of [502, 504]) {
    network = () => ({ status });
    assert.equal(await answer("/history/"), `kept ${PAGE}`);
  }
});

test("what the server says is shown, and not kept", async () => {
  for (const status of [200, 404, 500, 503]) {
    network = () => ({ status });
    assert.deepEqual(await answer("/history/"), { status });
  }
  const loaded = { status: 200, early: true };
  assert.equal(await answer("/", { preloadResponse: Promise.resolve(loaded) }), loaded);
  assert.deepEqual([...stored.get("v2").keys()], [PAGE, FILE]);
});

test("the page's files come from what is kept, and all else is the browser's affair", async () => {
  assert.equal(await answer(FILE, { mode: "no-cors" }), `kept ${FILE}`);
  stored.get("v2").delete(FILE); // the browser needed the room
  network = (path) => `loaded ${path}`;
  assert.equal(await answer(FILE, { mode: "no-cors" }), `loaded ${FILE}`);
  assert.equal(await answer("/static/main.456.js", { mode: "cors" }), undefined);
  assert.equal(await answer("/healthz", { mode: "cors" }), undefined);
  assert.equal(await answer(FILE, { mode: "no-cors", origin: "https://elsewhere.example" }), undefined);
  assert.equal(await answer("/accounts/login/", { method: "POST" }), undefined);
});

test("without the kept page the browser says itself that there is no connection", async () => {
  stored.clear();
  assert.equal((await answer("/")).type, "error");
});
