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
  const session = new CallController({
    send: (message) => sent.push(message) > 0,
    media,
    audience: { show: (snapshot) => (shown = snapshot), ended: (ending) => endings.push(ending) },
    newConnection: ({ on }) => {
      const link = { on, fresh: true, quiet() {}, carry() {}, setServers() {}, repeat() {}, restart() {}, call() {} };
      Object.assign(link, { counters: async () => ({ media: {}, link: {} }), close: () => (link.closed = true) });
      links.push(link);
      return link;
    },
    newId: () => "new",
    now: () => 100_000,
  });
  const hello = (call) => session.onMessage({ type: "hello", call, ice: ICE });
  const said = () => sent.map(({ type }) => type);
  const camera = async () => {
    opened();
    await settle();
  };
  return { session, sent, said, links, endings, media, hello, camera, shown: () => shown };
}

async function taking() {
  const found = page();
  found.session.take(CALL);
  await found.camera();
  return found;
}

async function talking() {
  const found = await taking();
  found.session.onMessage(TAKEN);
  found.links[0].on.state("connected");
  return found;
}

test("a page takes the call once its camera is there, and then connects; the talk is as old as it was", async () => {
  const { session, sent, said, links, camera, shown } = page();
  session.take(CALL);
  assert.deepEqual([session.state, said()], ["connecting", []]);
  await camera();
  assert.deepEqual(sent, [{ type: "take", call: "c", device: "laptop" }]);
  assert.equal(links.length, 0);
  session.onMessage(TAKEN);
  assert.equal(shown().call.since, 91_000);
  links[0].on.state("connected");
  assert.equal(session.state, "active");
  assert.deepEqual(said(), ["take", "media"]);
});

test("a call that is not to be had any more is let go, and the truth is asked for", async () => {
  for (const code of ["too-late", "not-found"]) {
    const { session, said, endings, media } = await taking();
    session.onMessage({ type: "error", code, call: "c" });
    assert.deepEqual([session.state, endings[0].reason, media.closed], ["idle", "not-taken", true]);
    assert.deepEqual(said(), ["take", "sync"]);
  }
});

test("a take that was not heard is said again; one whose answer was lost is not", async () => {
  const { session, said, hello, links } = await taking();
  session.onMessage({ type: "error", code: "unavailable", call: "c" });
  mock.timers.tick(2000);
  hello(TRUTH);
  assert.deepEqual(said(), ["take", "sync", "take"]);
  hello({ ...TRUTH, here: true });
  assert.equal(links.length, 1);
  assert.equal(said().filter((type) => type === "take").length, 2);
});

test("a caller's call that cannot be taken just now is asked for again, and let go where it is over", async () => {
  const { session, said, hello, camera, endings } = page();
  session.take({ ...CALL, role: "caller" });
  await camera();
  session.onMessage({ type: "error", code: "unavailable", call: "c" });
  assert.equal(session.state, "connecting");
  mock.timers.tick(2000);
  hello({ ...TRUTH, role: "caller" });
  assert.deepEqual(said(), ["take", "sync", "take"]);
  hello(null);
  assert.deepEqual([session.state, endings[0].reason], ["idle", "gone"]);
});

test("a greeting while the camera is not there yet asks for nothing", () => {
  const { session, said, hello } = page();
  session.take(CALL);
  hello(TRUTH);
  assert.deepEqual([session.state, said()], ["connecting", []]);
});

test("who thinks better of it before the camera is there leaves the call where it is", async () => {
  const { session, said, endings, camera, hello } = page();
  session.take(CALL);
  session.hangUp();
  await camera();
  assert.deepEqual([session.state, endings[0].reason, said()], ["idle", "handed-over", []]);
  hello(TRUTH);
  assert.deepEqual(said(), []);
});

test("after that, hanging up means the call", async () => {
  const { session, said, hello } = await taking();
  session.hangUp();
  assert.deepEqual(said(), ["take", "leave"]);
  hello(TRUTH);
  assert.equal(said().at(-1), "leave", "a call that is elsewhere is nothing that this page could leave");
  hello({ ...TRUTH, here: true });
  assert.deepEqual(said().slice(2), ["leave"]);
});

test("a page that was left comes back to the same call", async () => {
  const found = await talking();
  found.session.hangUp();
  found.session.take(CALL);
  await found.camera();
  found.session.onMessage(TAKEN);
  found.hello({ ...TRUTH, here: true });
  assert.notEqual(found.session.state, "idle");
});

test("whose call was taken by another device serves on, silently, for 8 seconds at most", async () => {
  const { session, said, links, endings, media, shown } = await talking();
  session.onMessage({ type: "leave", call: "c", name: "bob", reason: "handed-over" });
  assert.deepEqual([session.state, shown().call.handedOver, links[0].closed], ["active", true, undefined]);
  const before = said().length;
  media.state.camera = false;
  media.onchange();
  session.pageGoes();
  mock.timers.tick(7900);
  assert.equal(session.state, "active");
  mock.timers.tick(200);
  assert.deepEqual(
    [session.state, endings[0].reason, links[0].closed, media.closed],
    ["idle", "handed-over", true, true],
  );
  assert.equal(said().length, before);
});

test("the greeting tells it as well, to the caller, too", async () => {
  for (const role of ["caller", "callee"]) {
    const found = page();
    found.session.take({ ...CALL, role });
    await found.camera();
    found.session.onMessage({ ...TAKEN, role });
    found.links[0].on.state("connected");
    found.hello({ ...TRUTH, role });
    assert.equal(found.shown().call.handedOver, true);
    found.session.hangUp();
    assert.deepEqual([found.session.state, found.said().includes("leave")], ["idle", false]);
  }
});

test("a page without a connection to serve with is done at once", async () => {
  const { session, endings } = await taking();
  session.onMessage(TAKEN);
  session.onMessage({ type: "leave", call: "c", name: "bob", reason: "handed-over" });
  assert.deepEqual([session.state, endings[0].reason], ["idle", "handed-over"]);
});
