import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { accepted, answered, pass, setUp } from "./fake_page.js";

for (const [side, page, seconds] of [
  ["caller", async () => accepted(), 7],
  ["callee", answered, 13],
]) {
  test(`lost media: the ${side} starts a new connection after ${seconds} seconds, and tells the peer`, async () => {
    const { connection, connections, types } = await page();
    connection().on.state("connected");
    connection().on.state("failed");
    for (let i = 0; i < seconds - 2; i++) mock.timers.tick(1000);
    assert.equal(connections.length, 1);
    for (let i = 0; i < 2; i++) mock.timers.tick(1000);
    assert.deepEqual([connections.length, connections[0].closed], [2, true]);
    assert.ok(types().includes("rejoin"));
  });
}

test("lost media lead to a check of the server; a changed network to earlier detection and a new connection", async () => {
  const { controller, connection, connections, checks, types } = accepted();
  controller.onMessage({ type: "media", call: "call-1", microphone: true, camera: false, screen: false });
  connection().on.state("connected");
  await pass(3, () => Object.assign(connection().counted, { media: { a: (connection().counted.media.a ?? 0) + 25 } }));
  controller.onNetworkChange();
  await pass(1.5);
  assert.deepEqual(checks, ["reconnecting"]);
  assert.deepEqual([connections.length, connections[0].closed, types().at(-1)], [2, true, "offer"]);
  assert.ok(types().includes("rejoin"));
});

test("media that stop are noticed within 2 seconds, and media that return at once", async () => {
  const { controller, connection } = accepted();
  const comes = () => Object.assign(connection().counted, { media: { a: (connection().counted.media.a ?? 0) + 25 } });
  controller.onMessage({ type: "media", call: "call-1", microphone: true, camera: false, screen: false });
  connection().on.state("connected");
  await pass(3, comes);
  assert.equal(controller.state, "active");
  await pass(2.5);
  assert.deepEqual([controller.state, connection().restarts], ["reconnecting", 1]);
  await pass(2);
  assert.equal(connection().restarts, 2);
  await pass(1, comes);
  assert.equal(controller.state, "active");
  await pass(50, comes);
  assert.deepEqual([controller.state, connection().restarts], ["active", 2]);
});

test("a peer that sends nothing, or never reports its devices, is not taken for lost", async () => {
  for (const told of [true, false]) {
    const { controller, connection, connections } = accepted();
    connection().on.state("connected");
    await pass(3, () =>
      Object.assign(connection().counted, { media: { a: (connection().counted.media.a ?? 0) + 25 } }),
    );
    if (told) controller.onMessage({ type: "media", call: "call-1", microphone: false, camera: false, screen: true });
    await pass(60);
    assert.deepEqual([controller.state, connections.length, connection().restarts], ["active", 1, 0]);
  }
});

test("while media arrive, the server is told every 20 seconds", async () => {
  const { connection, types } = accepted();
  connection().on.state("connected");
  const vouched = () => types().filter((type) => type === "flowing").length;
  await pass(41, () =>
    Object.assign(connection().counted, { path: { pair: (connection().counted.path.pair ?? 0) + 1 } }),
  );
  assert.equal(vouched(), 2);
  await pass(60);
  assert.equal(vouched(), 2);
});

test("when the peer's socket is closed, the server is told soon whether its media still arrive", async () => {
  for (const [arrive, expected] of [
    [true, 1],
    [false, 0],
  ]) {
    const { controller, connection, types } = accepted();
    const comes = () =>
      Object.assign(connection().counted, { path: { pair: (connection().counted.path.pair ?? 0) + 1 } });
    connection().on.state("connected");
    await pass(3, comes);
    controller.onMessage({ type: "away", call: "call-1" });
    await pass(1, comes);
    await pass(6, arrive ? comes : undefined);
    assert.equal(types().filter((type) => type === "flowing").length, expected);
  }
});

test("lost media end the call after 45 seconds, with the reason", () => {
  const { controller, connection, sent, endings } = accepted();
  connection().on.state("connected");
  connection().on.state("failed");
  assert.equal(controller.state, "reconnecting");
  for (let i = 0; i < 46; i++) mock.timers.tick(1000);
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "lost"]);
  assert.deepEqual(sent.at(-1), { type: "leave", call: "call-1", reason: "lost" });
});

test("the network changes before the connection is up: the caller makes a new one at once", async () => {
  const { controller, connection, connections, types } = accepted();
  const before = types().length;
  controller.onNetworkChange();
  mock.timers.tick(0);
  assert.deepEqual([connections.length, types().slice(before)], [2, ["rejoin", "offer"]]);
  connection().on.state("connected");
  controller.onNetworkChange();
  await pass(0.2);
  assert.equal(connections.length, 2);
});

test("the network changes while it rings: the caller makes a new connection once it is accepted", () => {
  const { controller, connections } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  controller.onNetworkChange();
  mock.timers.tick(1_000);
  assert.equal(connections.length, 1);
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  mock.timers.tick(0);
  assert.equal(connections.length, 2);
});
