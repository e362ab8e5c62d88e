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
  const connections = [];
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
      const connection = {
        on,
        hasRemoteDescription: false,
        detach() {},
        setTracks() {},
        setServers() {},
        resendDescription() {},
        restartIce() {},
        startOffer() {},
      };
      Object.assign(connection, {
        counters: async () => ({ media: {}, path: {} }),
        close: () => (connection.closed = true),
      });
      connections.push(connection);
      return connection;
    },
    newId: () => "new",
    now: () => 100_000,
  });
  controller.observe({ show: (snapshot) => (shown = snapshot), ended: (ending) => endings.push(ending) });
  const hello = (call) => controller.onMessage({ type: "hello", call, ice: ICE });
  const types = () => sent.map(({ type }) => type);
  const camera = async () => {
    opened();
    await settle();
  };
  return { controller, sent, types, connections, endings, media, hello, camera, shown: () => shown };
}

async function taking() {
  const found = page();
  found.controller.take(CALL);
  await found.camera();
  return found;
}

async function taken() {
  const found = await taking();
  found.controller.onMessage(TAKEN);
  found.connections[0].on.state("connected");
  return found;
}

test("a page takes the call once its camera is open, and then connects; the call keeps its age", async () => {
  const { controller, sent, types, connections, camera, shown } = page();
  controller.take(CALL);
  assert.deepEqual([controller.state, types()], ["connecting", []]);
  await camera();
  assert.deepEqual(sent, [{ type: "take", call: "c", device: "laptop" }]);
  assert.equal(connections.length, 0);
  controller.onMessage(TAKEN);
  assert.equal(shown().call.since, 91_000);
  connections[0].on.state("connected");
  assert.equal(controller.state, "active");
  assert.deepEqual(types(), ["take", "media"]);
});

test("a call that can no longer be taken is dropped, and the page synchronises", async () => {
  for (const code of ["too-late", "not-found"]) {
    const { controller, types, endings, media } = await taking();
    controller.onMessage({ type: "error", code, call: "c" });
    assert.deepEqual([controller.state, endings[0].reason, media.closed], ["idle", "not-taken", true]);
    assert.deepEqual(types(), ["take", "sync"]);
  }
});

test("a lost 'take' is sent again; one whose answer was lost is not", async () => {
  const { controller, types, hello, connections } = await taking();
  controller.onMessage({ type: "error", code: "unavailable", call: "c" });
  mock.timers.tick(2000);
  hello(TRUTH);
  assert.deepEqual(types(), ["take", "sync", "take"]);
  hello({ ...TRUTH, here: true });
  assert.equal(connections.length, 1);
  assert.equal(types().filter((type) => type === "take").length, 2);
});

test("a caller's call that cannot be taken now is requested again, and dropped if it is over", async () => {
  const { controller, types, hello, camera, endings } = page();
  controller.take({ ...CALL, role: "caller" });
  await camera();
  controller.onMessage({ type: "error", code: "unavailable", call: "c" });
  assert.equal(controller.state, "connecting");
  mock.timers.tick(2000);
  hello({ ...TRUTH, role: "caller" });
  assert.deepEqual(types(), ["take", "sync", "take"]);
  hello(null);
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "gone"]);
});

test("'hello' before the camera is open sends no 'take'", () => {
  const { controller, types, hello } = page();
  controller.take(CALL);
  hello(TRUTH);
  assert.deepEqual([controller.state, types()], ["connecting", []]);
});

test("hanging up before the camera is open leaves the call where it is", async () => {
  const { controller, types, endings, camera, hello } = page();
  controller.take(CALL);
  controller.hangUp();
  await camera();
  assert.deepEqual([controller.state, endings[0].reason, types()], ["idle", "handed-over", []]);
  hello(TRUTH);
  assert.deepEqual(types(), []);
});

test("hanging up after that ends the call", async () => {
  const { controller, types, hello } = await taking();
  controller.hangUp();
  assert.deepEqual(types(), ["take", "leave"]);
  hello(TRUTH);
  assert.equal(types().at(-1), "leave", "a call that is elsewhere is nothing that this page could leave");
  hello({ ...TRUTH, here: true });
  assert.deepEqual(types().slice(2), ["leave"]);
});

test("the page that handed the call over can take it again", async () => {
  const found = await taken();
  found.controller.hangUp();
  found.controller.take(CALL);
  await found.camera();
  found.controller.onMessage(TAKEN);
  found.hello({ ...TRUTH, here: true });
  assert.notEqual(found.controller.state, "idle");
});

test("after a handover this device keeps serving, silently, for 8 seconds at most", async () => {
  const { controller, types, connections, endings, media, shown } = await taken();
  controller.onMessage({ type: "leave", call: "c", name: "bob", reason: "handed-over" });
  assert.deepEqual([controller.state, shown().call.handedOver, connections[0].closed], ["active", true, undefined]);
  const before = types().length;
  media.state.camera = false;
  media.onchange();
  controller.onPageHide();
  mock.timers.tick(7900);
  assert.equal(controller.state, "active");
  mock.timers.tick(200);
  assert.deepEqual(
    [controller.state, endings[0].reason, connections[0].closed, media.closed],
    ["idle", "handed-over", true, true],
  );
  assert.equal(types().length, before);
});

test("'hello' reports the handover as well, also to the caller", async () => {
  for (const role of ["caller", "callee"]) {
    const found = page();
    found.controller.take({ ...CALL, role });
    await found.camera();
    found.controller.onMessage({ ...TAKEN, role });
    found.connections[0].on.state("connected");
    found.hello({ ...TRUTH, role });
    assert.equal(found.shown().call.handedOver, true);
    found.controller.hangUp();
    assert.deepEqual([found.controller.state, found.types().includes("leave")], ["idle", false]);
  }
});

test("a page without a connection ends the call at once", async () => {
  const { controller, endings } = await taking();
  controller.onMessage(TAKEN);
  controller.onMessage({ type: "leave", call: "c", name: "bob", reason: "handed-over" });
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "handed-over"]);
});
