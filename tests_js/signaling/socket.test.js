import assert from "node:assert/strict";
import test from "node:test";
import { SignalingSocket } from "../../static/calls/signaling/socket.js";

globalThis.WebSocket ??= { OPEN: 1 };
const HELLO = { type: "hello", name: "alice", party: "token/1", call: null, ice: { servers: [], ttl: 1 }, missed: 0 };

class FakeSocket {
  readyState = 1;
  sent = [];
  constructor(url) {
    this.url = url;
  }
  send(text) {
    this.last = JSON.parse(text);
    this.sent.push(this.last.type);
  }
  close(code) {
    this.readyState = 3;
    this.closeCode = code;
  }
  say(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
}

function setUp(t, ownsParty = () => false, urgent = () => false, parts = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(Math, "random", () => 1);
  const sockets = [];
  const stored = new Map();
  const log = [];
  const client = new SignalingSocket({
    url: "ws://example.org/ws/",
    ownsParty,
    urgent,
    storage: { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) },
    newSocket: (url) => {
      sockets.push(new FakeSocket(url));
      return sockets.at(-1);
    },
    ...parts,
  });
  client.observe({
    onMessage: ({ type }) => log.push(type),
    onOnline: (online) => log.push(online),
    onSignedOut: () => log.push("signed out"),
    onReplaced: () => log.push("replaced"),
    onTooManyTabs: () => log.push("too many tabs"),
    onQueued: () => log.push("queued"),
  });
  client.connect();
  const tick = (seconds) => {
    for (let i = 0; i < seconds * 10; i++) t.mock.timers.tick(100);
  };
  return { client, sockets, log, tick, socket: () => sockets.at(-1) };
}

test("it is online from hello on, and sends nothing before", (t) => {
  const { client, socket, log } = setUp(t);
  assert.equal(client.send({ type: "sync" }), false);
  socket().say(HELLO);
  assert.equal(client.send({ type: "sync" }), true);
  assert.deepEqual(log, [true, "hello"]);
});

test("it reconnects as the same party, and waits longer each time until hello", (t) => {
  const { sockets, socket, log, tick } = setUp(t);
  socket().say(HELLO);
  socket().onclose({ code: 1006 });
  assert.equal(log.at(-1), false);
  tick(0.5);
  assert.equal(sockets.length, 2);
  assert.equal(socket().url, "ws://example.org/ws/?party=token%2F1");
  socket().onclose({ code: 1006 });
  tick(0.9);
  assert.equal(sockets.length, 2);
  tick(0.2);
  assert.equal(sockets.length, 3);
  socket().say(HELLO);
  socket().onclose({ code: 1012 });
  tick(0.5);
  assert.equal(sockets.length, 4);
});

test("a heartbeat every 5 seconds; without an answer for 10 seconds the socket is dead", (t) => {
  const { sockets, socket, tick } = setUp(t);
  socket().say(HELLO);
  tick(5);
  assert.deepEqual(socket().sent, ["ping"]);
  tick(1);
  socket().say({ type: "pong" });
  tick(13.8);
  assert.equal(sockets.length, 1);
  tick(0.8);
  assert.equal(sockets.length, 2);
  assert.equal(sockets[0].readyState, 3);
  assert.equal(sockets[0].closeCode, 4408, "a close without a code would say that the page is leaving");
});

test("without a call it pings seldom, and when it is hidden even less", (t) => {
  let [busy, hidden, now] = [false, false, 1e6];
  const { socket, tick } = setUp(t, undefined, undefined, { busy: () => busy, hidden: () => hidden, now: () => now });
  /** The number of pings in that time. */
  const pings = (seconds) => {
    const before = socket().sent.length;
    for (let passed = 0; passed < seconds; passed += 1) {
      now += 1000;
      tick(1);
      socket().say({ type: "pong" });
    }
    return socket().sent.length - before;
  };
  socket().say(HELLO);
  assert.equal(pings(6), 1, "the first one tells the server that this page pings");
  assert.equal(pings(100), 4);
  hidden = true;
  assert.equal(pings(240), 4);
  busy = true;
  assert.equal(pings(20), 4);
});

test("a socket without a hello is given up after 10 seconds", (t) => {
  const { sockets, tick } = setUp(t);
  tick(10.6);
  assert.equal(sockets.length, 2);
});

test("a socket that says anything but its greeting is given up after 10 seconds, too", (t) => {
  const { sockets, socket, tick } = setUp(t);
  for (let i = 0; i < 9; i++) {
    tick(1);
    socket().say({ type: "pong" });
    socket().say({ type: "error", code: "unavailable" });
  }
  tick(1.6);
  assert.equal(sockets.length, 2);
});

test("a socket that waits for its turn is not given up while the server says so", (t) => {
  const { sockets, socket, log, tick } = setUp(t);
  for (let i = 0; i < 10; i++) {
    tick(9.8);
    socket().say({ type: "queued" });
  }
  assert.deepEqual([sockets.length, log], [1, Array(10).fill("queued")]);
  socket().say(HELLO);
  assert.deepEqual(log.slice(10), [true, "hello"]);
  tick(4);
  assert.equal(sockets.length, 1, "the wait is over");
});

test("a socket that waits for its turn is given up 10 seconds after it was last told so", (t) => {
  const { sockets, socket, tick } = setUp(t);
  tick(9);
  socket().say({ type: "queued" });
  tick(5);
  socket().say({ type: "pong" });
  tick(4.8);
  assert.equal(sockets.length, 1);
  tick(0.8);
  assert.equal(sockets.length, 2);
});

test("it waits for its turn as patiently if a call waits for it", (t) => {
  const { sockets, socket, tick } = setUp(t, undefined, () => true);
  tick(3.8);
  socket().say({ type: "queued" });
  tick(9.8);
  assert.equal(sockets.length, 1);
});

test("a check does not take a socket out of the queue, unless it is not told any more that it waits", (t) => {
  const { client, sockets, socket, tick } = setUp(t);
  tick(3);
  socket().say({ type: "queued" });
  client.check();
  tick(3);
  socket().say({ type: "queued" });
  tick(9);
  assert.equal(sockets.length, 1);
  client.check();
  tick(4.6);
  assert.equal(sockets.length, 2);
  client.check();
  assert.equal(sockets.length, 2, "it has just begun");
  tick(2.1);
  client.check();
  assert.equal(sockets.length, 3, "the new one does not wait in the queue");
});

test("a ping says whether the page is hidden", (t) => {
  let hidden = false;
  const { client, socket } = setUp(t, undefined, undefined, { hidden: () => hidden });
  socket().say(HELLO);
  client.check();
  assert.deepEqual(socket().last, { type: "ping", hidden: false });
  hidden = true;
  client.check();
  assert.deepEqual(socket().last, { type: "ping", hidden: true });
});

test("a check expects an answer within 2 seconds", (t) => {
  const { client, sockets, socket, tick } = setUp(t);
  socket().say(HELLO);
  client.check();
  tick(1);
  socket().say({ type: "pong" });
  tick(3);
  assert.equal(sockets.length, 1);
  client.check();
  tick(2.6);
  assert.equal(sockets.length, 2);
});

test("each ping and each pong is told", (t) => {
  const { client, socket, tick } = setUp(t);
  const told = [];
  client.observe({ onPing: () => told.push("ping"), onPong: () => told.push("pong") });
  client.ping();
  assert.deepEqual(told, [], "nothing is sent before hello");
  socket().say(HELLO);
  client.ping();
  client.check();
  socket().say({ type: "pong" });
  socket().say({ type: "pong" });
  tick(5);
  assert.deepEqual(told, ["ping", "ping", "pong", "pong", "ping"]);
});

test("a check, or the network's return, does not wait for the next try", (t) => {
  const { client, sockets, socket } = setUp(t);
  socket().onclose({ code: 1006 });
  client.check();
  assert.equal(sockets.length, 2);
  client.connect();
  assert.equal(sockets.length, 3);
});

for (const [code, word] of [
  [4401, "signed out"],
  [4409, "replaced"],
]) {
  test(`${code}: ${word}, and no new try`, (t) => {
    const { client, sockets, socket, log, tick } = setUp(t);
    socket().say(HELLO);
    socket().onclose({ code });
    tick(60);
    client.check();
    assert.equal(sockets.length, 1);
    assert.equal(log.at(-1), word);
  });
}

test("4401: a new socket that is refused is told from an open one that is closed", (t) => {
  for (const greeted of [false, true]) {
    const { client, socket } = setUp(t);
    const refusals = [];
    client.observe({ onSignedOut: (refused) => refusals.push(refused) });
    if (greeted) socket().say(HELLO);
    socket().onclose({ code: 4401 });
    assert.deepEqual(refusals, [!greeted]);
    t.mock.timers.reset();
  }
});

test("4404: no new try, since there is no socket at this address", (t) => {
  const { sockets, socket, tick } = setUp(t);
  socket().onclose({ code: 4404 });
  tick(60);
  assert.equal(sockets.length, 1);
});

test("every close is told with its code", (t) => {
  const { client, socket, tick } = setUp(t);
  const codes = [];
  client.observe({ onClosed: (code) => codes.push(code) });
  socket().onclose({ code: 4503 });
  tick(1);
  tick(10);
  assert.deepEqual(codes, [4503, undefined], "the second one was found dead");
});

test("4409 although no other tab can be this party: an earlier socket was closed late, so it reconnects", (t) => {
  const { sockets, socket, log, tick } = setUp(t, () => true);
  socket().say(HELLO);
  socket().onclose({ code: 4409 });
  tick(60);
  assert.ok(sockets.length > 1);
  assert.ok(!log.includes("replaced"));
});

test("4429: it waits until the server lets it in again", (t) => {
  const { sockets, socket, tick } = setUp(t);
  socket().say(HELLO);
  socket().onclose({ code: 4429 });
  tick(10);
  assert.equal(sockets.length, 1);
  tick(1);
  assert.equal(sockets.length, 2);
});

test("4429 because of too many tabs: it says so, and tries again only when it is asked to", (t) => {
  const { client, sockets, socket, log, tick } = setUp(t);
  const refuse = () => {
    socket().say({ type: "error", code: "too-many-tabs", message: "Too many tabs." });
    socket().onclose({ code: 4429 });
  };
  refuse();
  assert.equal(log.at(-1), "too many tabs");
  tick(120);
  client.check();
  assert.equal(sockets.length, 1);
  client.connect();
  assert.equal(sockets.length, 2);
  refuse();
  tick(120);
  assert.equal(sockets.length, 2);
  client.connect();
  socket().say(HELLO);
  socket().onclose({ code: 4429 });
  tick(11);
  assert.equal(sockets.length, 4, "it had sent too much");
});

test("frames that are no messages are ignored", (t) => {
  const { socket, log } = setUp(t);
  socket().onmessage({ data: "{" });
  socket().say({ type: "tomorrow" });
  assert.deepEqual(log, []);
});

test("if a call waits for it, a dead socket is found within a second, and retried at short intervals", (t) => {
  const { client, sockets, socket, tick } = setUp(t, undefined, () => true);
  socket().say(HELLO);
  client.check();
  tick(0.9);
  assert.equal(sockets.length, 1);
  tick(0.7);
  assert.equal(sockets.length, 2);
  tick(3.9);
  assert.equal(sockets.length, 2);
  for (const expected of [3, 4, 5]) {
    tick(1.3);
    assert.equal(sockets.length, expected);
    tick(3.8);
  }
});

test("a check does not replace a connection attempt that has just begun", (t) => {
  const { client, sockets, socket, tick } = setUp(t);
  client.check();
  assert.equal(sockets.length, 1);
  tick(2.1);
  client.check();
  assert.equal(sockets.length, 2);
  socket().onclose({ code: 1006 });
  client.check();
  assert.equal(sockets.length, 3);
});

test("a greeting that the page does not accept: nobody hears it, and nothing is sent", (t) => {
  const { client, sockets, socket, log, tick } = setUp(t, undefined, undefined, { accepts: () => false });
  socket().say({ ...HELLO, name: "bob" });
  tick(60);
  client.check();
  assert.deepEqual([log, sockets.length, client.online], [[], 1, false]);
  assert.equal(client.send({ type: "ping" }), false);
});

test("the address names the page's language, beside the party", (t) => {
  const { socket, tick } = setUp(t, undefined, undefined, { language: "zh-hans" });
  assert.equal(socket().url, "ws://example.org/ws/?language=zh-hans");
  socket().say(HELLO);
  socket().onclose({ code: 1006 });
  tick(2);
  assert.equal(socket().url, "ws://example.org/ws/?language=zh-hans&party=token%2F1");
});
