import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { RingingDevices } from "../../../static/calls/rtc/early/ringing_devices.js";
import { ANSWER, FakePeerConnection, HOST, OFFER, RELAY, settle } from "./fake_connection.js";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

const RELAYED = { isDirect: false, hasRelay: true };
const DIRECT = { isDirect: true, hasRelay: false };
const BOTH = { isDirect: true, hasRelay: true };

function setUp(ways = RELAYED) {
  const sent = [];
  const made = [];
  const devices = new RingingDevices({
    newConnection: (tracks, on, relayed) => {
      made.push(new FakePeerConnection(tracks, on, relayed));
      return made.at(-1);
    },
    ways: () => ways,
    send: (id, signal) => sent.push([id, signal]),
  });
  return { devices, sent, made };
}

const tracks = { audio: "voice", video: "camera", screen: "screen", screenAudio: "sound" };

test("a device that asks gets an offer and relays, and the picture alone", () => {
  const { devices, sent, made } = setUp();
  devices.setTracks(tracks);
  devices.onSignal("a", {});
  assert.deepEqual(sent, [
    ["a", { description: OFFER }],
    ["a", { candidate: { candidate: RELAY } }],
  ]);
  assert.deepEqual(made[0].tracks, { audio: null, video: "camera", screen: null, screenAudio: null });
  assert.ok(made[0].limits.camera.bitrate <= 150_000);
  devices.setTracks({ ...tracks, video: null });
  assert.equal(made[0].tracks.video, null);
});

test("one that did not ask gets nothing; of a device that did, only relays are used", async () => {
  const { devices, made } = setUp();
  devices.onSignal("a", { description: ANSWER });
  devices.onSignal("a", { candidate: { candidate: RELAY } });
  assert.equal(made.length, 0);
  devices.onSignal("a", {});
  devices.onSignal("a", {});
  assert.equal(made.length, 1);
  devices.onSignal("a", { description: ANSWER });
  devices.onSignal("a", { candidate: { candidate: HOST } });
  devices.onSignal("a", { candidate: { candidate: RELAY } });
  devices.onSignal("a", { description: { type: "answer", sdp: "bad" } });
  await settle();
  assert.deepEqual(made[0].received, [{ description: ANSWER }, { candidate: { candidate: RELAY } }]);
});

test("three devices get a connection, and another one once one of them has failed", () => {
  const { devices, made } = setUp();
  for (const id of ["a", "b", "c"]) devices.onSignal(id, {});
  for (const { on } of made) on.state("connecting");
  devices.onSignal("d", {});
  assert.equal(made.length, 3);
  made[1].on.state("failed");
  assert.ok(made[1].closed);
  devices.onSignal("d", {});
  assert.equal(made.length, 4);
});

test("a device that asks takes the place of the oldest that has not answered, or has broken", () => {
  const { devices, made } = setUp();
  const closed = () => made.map((pc) => pc.closed);
  for (const id of ["a", "b", "c"]) devices.onSignal(id, {});
  made[0].on.state("connected");
  devices.onSignal("d", {});
  assert.deepEqual(closed(), [false, true, false, false]);
  for (const { on } of made) on.state("connected");
  made[2].on.state("disconnected");
  devices.onSignal("e", {});
  assert.deepEqual(closed(), [false, true, true, false, false]);
  assert.equal(devices.use("d").pc, made[3]);
});

test("a device that closes its connection, or has another one, frees its place at once, up or not", () => {
  for (const state of ["connected", "connecting", "new"]) {
    const { devices, made } = setUp();
    for (const id of ["a", "b", "c"]) devices.onSignal(id, {});
    for (const { on } of made) on.state(state === "new" ? "connected" : state);
    made[1].on.state(state);
    devices.onClosed("b");
    devices.onClosed("unknown");
    assert.ok(made[1].closed);
    devices.onSignal("d", {});
    assert.deepEqual(
      made.map(({ closed }) => closed),
      [false, true, false, false],
    );
    assert.equal(devices.use("b"), null);
  }
});

test("what is in use is not closed by what a device says of the ring", () => {
  const { devices, made } = setUp();
  devices.onSignal("a", {});
  made[0].on.state("connected");
  devices.use("a");
  devices.onClosed("a");
  assert.ok(!made[0].closed);
});

test("the one that accepts is used, and the others are closed; later ones get nothing", () => {
  const { devices, made, sent } = setUp();
  devices.onSignal("a", {});
  devices.onSignal("b", {});
  made[1].on.state("connecting");
  const held = devices.use("b");
  assert.equal(held.pc, made[1]);
  assert.deepEqual(
    made.map(({ closed }) => closed),
    [true, false],
  );
  assert.deepEqual([devices.isUsing("b"), devices.isUsing("a")], [true, false]);
  assert.equal(devices.use("b"), null, "once");
  const before = sent.length;
  devices.onSignal("c", {});
  devices.setTracks(tracks);
  devices.restart();
  devices.close();
  assert.equal(sent.length, before);
  assert.deepEqual([made.length, made[1].restarts, made[1].closed], [2, 0, false]);
  assert.equal(made[1].tracks.video, null, "the call that uses it says what is sent");
});

test("one that has broken meanwhile is not used", () => {
  for (const state of ["disconnected", "closed"]) {
    const { devices, made } = setUp();
    devices.onSignal("a", {});
    made[0].on.state("connected");
    made[0].on.state(state);
    assert.equal(devices.use("a"), null);
    assert.deepEqual([devices.isUsing("a"), made[0].closed], [false, true]);
  }
});

test("a call that is accepted another way, or is over, closes all", () => {
  for (const end of [
    ({ devices }) => devices.use("unknown"),
    ({ devices }) => devices.use(null),
    ({ devices }) => devices.close(),
  ]) {
    const page = setUp();
    page.devices.onSignal("a", {});
    assert.ok(!end(page));
    assert.ok(page.made[0].closed);
    assert.ok(!page.devices.isUsing("unknown"));
  }
});

test("another network: each of them looks for a way again", () => {
  const { devices, made } = setUp();
  devices.onSignal("a", {});
  devices.restart();
  assert.equal(made[0].restarts, 1);
  devices.setServers(["turn"]);
  assert.deepEqual(made[0].servers, ["turn"]);
});

test("a device whose connection has broken asks again: ICE is restarted", () => {
  const { devices, made } = setUp();
  devices.onSignal("a", {});
  devices.onSignal("a", {});
  assert.deepEqual([made.length, made[0].restarts], [1, 1]);
  devices.use(null);
  devices.onSignal("a", {});
  assert.deepEqual([made.length, made[0].restarts], [1, 1]);
});

test("a contact gets and gives all candidates", async () => {
  const { devices, sent, made } = setUp(DIRECT);
  devices.onSignal("a", {});
  assert.equal(made[0].relayed, false);
  assert.deepEqual(
    sent.map(([, { candidate }]) => candidate?.candidate),
    [undefined, HOST, RELAY],
  );
  devices.onSignal("a", { candidate: { candidate: HOST } });
  await settle();
  assert.deepEqual(made[0].received, [{ candidate: { candidate: HOST } }]);
  made[0].on.state("connected");
  mock.timers.tick(1_000);
  assert.equal(made[0].restarts, 0, "it has looked for all ways from the beginning");
});

test("with a relay that comes first, and a direct way once it is up or does not come", () => {
  for (const happens of [({ made }) => made[0].on.state("connected"), () => mock.timers.tick(1_000)]) {
    const page = setUp(BOTH);
    const [one] = [page.devices.onSignal("a", {}), ...page.made].slice(1);
    assert.deepEqual([one.relayed, one.restarts], [true, 0]);
    happens(page);
    assert.deepEqual([one.direct, one.restarts], [true, 1]);
    one.on.state("connected");
    mock.timers.tick(1_000);
    assert.equal(one.restarts, 1, "once");
  }
});

test("another network during the search for a direct way: another search follows it, also after Accept", () => {
  const { devices, made } = setUp(BOTH);
  devices.onSignal("a", {});
  devices.restart();
  made[0].on.state("connected");
  assert.deepEqual([made[0].restarts, made[0].resent], [2, 0], "through the relay nothing is in the way of a search");
  devices.restart();
  devices.onSignal("a", {});
  assert.deepEqual([made[0].restarts, made[0].resent], [2, 2], "what was sent may be lost");
  devices.use("a");
  mock.timers.tick(2_000);
  assert.equal(made[0].restarts, 3);
  mock.timers.tick(10_000);
  assert.equal(made[0].restarts, 3, "once");
});

test("a closed connection looks for nothing", () => {
  const { devices, made } = setUp(BOTH);
  devices.onSignal("a", {});
  made[0].on.state("connected");
  devices.restart();
  devices.onClosed("a");
  mock.timers.tick(10_000);
  assert.deepEqual([made[0].closed, made[0].restarts], [true, 1]);
});

test("of all others a direct way is not looked for, and not after Accept", () => {
  for (const ways of [RELAYED, BOTH]) {
    const { devices, made } = setUp(ways);
    devices.onSignal("a", {});
    made[0].on.state("connecting");
    if (ways === BOTH) devices.use("a");
    made[0].on.state("connected");
    mock.timers.tick(1_000);
    assert.deepEqual([made[0].direct, made[0].restarts], [false, 0], "the call does that");
  }
});
