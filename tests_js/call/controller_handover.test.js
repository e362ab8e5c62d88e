import assert from "node:assert/strict";
import test, { afterEach, beforeEach, mock } from "node:test";
import { CallController } from "../../static/calls/call/controller.js";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

const ICE = { servers: [], ttl: 600 };
const CALL = { id: "c", name: "bob", role: "callee", device: "laptop", video: true };
const TRUTH = { call: "c", name: "bob", role: "callee", state: "active", here: false, age: 9, left: null };
const TAKEN = { type: "taken", call: "c", name: "bob", role: "callee", age: 9 };
const settle = () => new Promise((resolve) => setImmediate(resolve));

function page() {
  const sent = [];
  const links = [];
  const endings = [];
  let shown;
  let opened = () => {};
  const media = {
    state: { microphone: true, camera: true, screen: false },
    sending: { microphone: true, camera: true, screen: false },
    outgoing: { audio: null, video: null },
    open: () => new Promise((resolve) => (opened = resolve)),
    close() {
      this.closed = true;
    },
  };
  const controller = new CallController({
    send: (message) => sent.push(message) > 0,
    media,
    newConnection: ({ on }) => {
      const link = {
        on,
        fresh: true,
        detach() {},
        setTracks() {},
        setServers() {},
        repeat() {},
        restart() {},
        startOffer() {},
      };
      Object.assign(link, { counters: async () => ({ media: {}, path: {} }), close: () => (link.closed = true) });
      links.push(link);
      return link;
    },
    newId: () => "new",
    now: () => 100_000,
  });
  controller.observe({ show: (snapshot) => (shown = snapshot), ended: (ending) => endings.push(ending) });
  const hello = (call) => controller.onMessage({ type: "hello", call, ice: ICE });
  const said = () => sent.map(({ type }) => type);
  const camera = async () => {
    opened();
    await settle();
  };
  return { controller, sent, said, links, endings, media, hello, camera, shown: () => shown };
}

async function taking() {
  const found = page();
  found.controller.take(CALL);
  await found.camera();
  return found;
}

async function talking() {
  const found = await taking();
  found.controller.onMessage(TAKEN);
  found.links[0].on.state("connected");
  return found;
}

test("a page takes the call once its camera is there, and then connects; the talk is as old as it was", async () => {
  const { controller, sent, said, links, camera, shown } = page();
  controller.take(CALL);
  assert.deepEqual([controller.state, said()], ["connecting", []]);
  await camera();
  assert.deepEqual(sent, [{ type: "take", call: "c", device: "laptop" }]);
  assert.equal(links.length, 0);
  controller.onMessage(TAKEN);
  assert.equal(shown().call.since, 91_000);
  links[0].on.state("connected");
  assert.equal(controller.state, "active");
  assert.deepEqual(said(), ["take", "media"]);
});

test("a call that is not to be had any more is let go, and the truth is asked for", async () => {
  for (const code of ["too-late", "not-found"]) {
    const { controller, said, endings, media } = await taking();
    controller.onMessage({ type: "error", code, call: "c" });
    assert.deepEqual([controller.state, endings[0].reason, media.closed], ["idle", "not-taken", true]);
    assert.deepEqual(said(), ["take", "sync"]);
  }
});

test("a take that was not heard is said again; one whose answer was lost is not", async () => {
  const { controller, said, hello, links } = await taking();
  controller.onMessage({ type: "error", code: "unavailable", call: "c" });
  mock.timers.tick(2000);
  hello(TRUTH);
  assert.deepEqual(said(), ["take", "sync", "take"]);
  hello({ ...TRUTH, here: true });
  assert.equal(links.length, 1);
  assert.equal(said().filter((type) => type === "take").length, 2);
});

test("a caller's call that cannot be taken just now is asked for again, and let go where it is over", async () => {
  const { controller, said, hello, camera, endings } = page();
  controller.take({ ...CALL, role: "caller" });
  await camera();
  controller.onMessage({ type: "error", code: "unavailable", call: "c" });
  assert.equal(controller.state, "connecting");
  mock.timers.tick(2000);
  hello({ ...TRUTH, role: "caller" });
  assert.deepEqual(said(), ["take", "sync", "take"]);
  hello(null);
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "gone"]);
});

test("a greeting while the camera is not there yet asks for nothing", () => {
  const { controller, said, hello } = page();
  controller.take(CALL);
  hello(TRUTH);
  assert.deepEqual([controller.state, said()], ["connecting", []]);
});

test("who thinks better of it before the camera is there leaves the call where it is", async () => {
  const { controller, said, endings, camera, hello } = page();
  controller.take(CALL);
  controller.hangUp();
  await camera();
  assert.deepEqual([controller.state, endings[0].reason, said()], ["idle", "handed-over", []]);
  hello(TRUTH);
  assert.deepEqual(said(), []);
});

test("after that, hanging up means the call", async () => {
  const { controller, said, hello } = await taking();
  controller.hangUp();
  assert.deepEqual(said(), ["take", "leave"]);
  hello(TRUTH);
  assert.equal(said().at(-1), "leave", "a call that is elsewhere is nothing that this page could leave");
  hello({ ...TRUTH, here: true });
  assert.deepEqual(said().slice(2), ["leave"]);
});

test("a page that was left comes back to the same call", async () => {
  const found = await talking();
  found.controller.hangUp();
  found.controller.take(CALL);
  await found.camera();
  found.controller.onMessage(TAKEN);
  found.hello({ ...TRUTH, here: true });
  assert.notEqual(found.controller.state, "idle");
});

test("whose call was taken by another device serves on, silently, for 8 seconds at most", async () => {
  const { controller, said, links, endings, media, shown } = await talking();
  controller.onMessage({ type: "leave", call: "c", name: "bob", reason: "handed-over" });
  assert.deepEqual([controller.state, shown().call.handedOver, links[0].closed], ["active", true, undefined]);
  const before = said().length;
  media.state.camera = false;
  media.onchange();
  controller.onPageHide();
  mock.timers.tick(7900);
  assert.equal(controller.state, "active");
  mock.timers.tick(200);
  assert.deepEqual(
    [controller.state, endings[0].reason, links[0].closed, media.closed],
    ["idle", "handed-over", true, true],
  );
  assert.equal(said().length, before);
});

test("the greeting tells it as well, to the caller, too", async () => {
  for (const role of ["caller", "callee"]) {
    const found = page();
    found.controller.take({ ...CALL, role });
    await found.camera();
    found.controller.onMessage({ ...TAKEN, role });
    found.links[0].on.state("connected");
    found.hello({ ...TRUTH, role });
    assert.equal(found.shown().call.handedOver, true);
    found.controller.hangUp();
    assert.deepEqual([found.controller.state, found.said().includes("leave")], ["idle", false]);
  }
});

test("a page without a connection to serve with is done at once", async () => {
  const { controller, endings } = await taking();
  controller.onMessage(TAKEN);
  controller.onMessage({ type: "leave", call: "c", name: "bob", reason: "handed-over" });
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "handed-over"]);
});
