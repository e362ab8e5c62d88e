import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

class Element extends EventTarget {
  hidden = false;
  attributes = new Map();
  constructor(dataset = {}, parts = {}) {
    super();
    Object.assign(this, { dataset, parts });
  }
  querySelector(selector) {
    return this.parts[selector]?.[0] ?? null;
  }
  querySelectorAll(selector) {
    return this.parts[selector] ?? [];
  }
  setAttribute(name, value) {
    this.attributes.set(name, value);
  }
  removeAttribute(name) {
    this.attributes.delete(name);
  }
}

/** What was asked for, and where the page went. */
let asked;
let went;
let status;
let imports = 0;

const settle = () => new Promise(setImmediate);
const wait = async (ms) => {
  mock.timers.tick(ms);
  await settle();
};

/** A page with the script. */
async function load(root, pathname = "/history/") {
  const page = Object.assign(new EventTarget(), {
    HTMLElement: Element,
    navigator: { onLine: true },
    document: Object.assign(new EventTarget(), { hidden: false, querySelector: () => root }),
    location: { pathname, reload: () => went.push("reload"), replace: (to) => went.push(to) },
    fetch: async (address, { method, redirect }) => {
      asked.push(`${method} ${address} ${redirect}`);
      if (!status) throw new TypeError("no connection");
      return { status: status === 302 ? 0 : status };
    },
  });
  for (const [name, value] of Object.entries(page))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  globalThis.addEventListener = page.addEventListener.bind(page);
  imports += 1;
  await import(`../../static/calls/pages/try_again.js?${imports}`);
  return page;
}

const unavailable = () => new Element({ probe: "", seconds: "5" }, { "[data-tries]": [new Element()] });

beforeEach(() => {
  [asked, went, status] = [[], [], 503];
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => 0.5);
  mock.method(console, "debug", () => {});
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test("a page that is not available asks for itself, less and less often, until it is", async () => {
  const root = unavailable();
  root.parts["[data-tries]"][0].hidden = true;
  await load(root);
  assert.equal(root.parts["[data-tries]"][0].hidden, false, "what the script does shows where it runs");
  await wait(4_999);
  assert.deepEqual(asked, []);
  await wait(1);
  assert.deepEqual([asked, went], [["HEAD  manual"], []]);
  await wait(7_499);
  assert.equal(asked.length, 1);
  status = undefined;
  await wait(1);
  assert.deepEqual([asked.length, went], [2, []]);
  status = 200;
  await wait(11_250);
  assert.deepEqual([asked.length, went], [3, ["reload"]]);
});

test("a page that is refused or leads elsewhere is available", async () => {
  for (status of [302, 404, 429]) {
    await load(unavailable());
    await wait(5_000);
    assert.deepEqual(went.splice(0), ["reload"], status);
  }
});

test("the page without a connection asks at once when there is one, or its button is pressed", async () => {
  const button = new Element();
  const root = new Element({ probe: "/healthz", home: "/", page: "/offline/" }, { button: [button] });
  const page = await load(root, "/offline/");
  page.dispatchEvent(new Event("online"));
  await settle();
  assert.deepEqual([asked, went], [["HEAD /healthz manual"], []]);
  status = 200;
  button.dispatchEvent(new Event("click"));
  await settle();
  assert.deepEqual(went, ["/"]);
});
