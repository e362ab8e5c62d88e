import assert from "node:assert/strict";
import test from "node:test";
import { FileTransfers } from "../../../../static/calls/features/chat/files/file_transfers.js";
import { MAX_FILE_SIZE, MAX_OFFERS, MAX_UNSAVED_SIZE } from "../../../../static/calls/features/chat/limits.js";
import { pair } from "../channel_pair.js";

const bytesOf = (size) => Uint8Array.from({ length: size }, (_, n) => (n * 31 + (n >> 8)) % 256);
const file = (name, bytes) => new File([bytes], name, { type: "text/plain" });

let pages = 0;
function page(channel) {
  const seen = new Map();
  let ids = 0;
  pages += 1;
  const name = `page${pages}`;
  const files = new FileTransfers({
    channel,
    show: (transfer) => seen.set(`${transfer.mine}-${transfer.id}`, transfer),
    newId: () => {
      ids += 1;
      return `${name}-${ids}`;
    },
    now: () => performance.now(),
  });
  return { ...{ files, sender: files.sender, receiver: files.receiver }, transfers: () => [...seen.values()] };
}

function setUp() {
  const wires = pair();
  const [alice, bob] = wires.ends.map((end) => page(end));
  wires.join();
  wires.flow();
  return { wires, alice, bob };
}

/** Delivers messages until the condition holds. The limit is generous, since a busy machine is slow. */
async function until(wires, holds) {
  for (const end = performance.now() + 20_000; performance.now() < end; ) {
    wires.flow();
    if (holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail(`never: ${holds}`);
}

const state = ({ state, reason, by }) => [state, reason, by];

test("no data is sent before a file is accepted, and then it arrives whole", async () => {
  const { wires, alice, bob } = setUp();
  const bytes = bytesOf(300_000);
  const sent = alice.sender.add(file("a.txt", bytes));
  wires.flow();
  const [taken] = bob.transfers();
  assert.deepEqual([taken.name, taken.size, taken.state, taken.offset], ["a.txt", 300_000, "offered", 0]);
  bob.receiver.accept(taken.id);
  await until(wires, () => sent.state === "done" && taken.state === "done");
  assert.deepEqual(new Uint8Array(await bob.receiver.blob(taken.id).arrayBuffer()), bytes);
  assert.equal(bob.receiver.blob(taken.id).type, "application/octet-stream");
});

test("several files are sent one after the other, including an empty one", async () => {
  const { wires, alice, bob } = setUp();
  const sent = [50_000, 0, 70_000].map((size) => alice.sender.add(file(`${size}`, bytesOf(size))));
  wires.flow();
  for (const { id } of bob.transfers()) bob.receiver.accept(id);
  await until(wires, () => sent.every(({ state }) => state === "done"));
  assert.deepEqual(
    bob.transfers().map(({ id }) => bob.receiver.blob(id).size),
    [50_000, 0, 70_000],
  );
});

test("either side can stop a transfer, and the next one begins", async () => {
  for (const stops of ["alice", "bob"]) {
    const { wires, alice, bob } = setUp();
    const [first, second] = ["a", "b"].map((name) => alice.sender.add(file(name, bytesOf(3_000_000))));
    wires.flow();
    const [taken, next] = bob.transfers();
    for (const { id } of [taken, next]) bob.receiver.accept(id);
    await until(wires, () => taken.offset > 0);
    if (stops === "alice") alice.sender.cancel(first.id);
    else bob.receiver.cancel(taken.id);
    await until(wires, () => second.state === "done");
    const [byAlice, byBob] = stops === "alice" ? ["me", "peer"] : ["peer", "me"];
    assert.deepEqual(
      [state(first), state(taken)],
      [
        ["ended", "stopped", byAlice],
        ["ended", "stopped", byBob],
      ],
    );
    assert.equal(bob.receiver.blob(next.id).size, 3_000_000);
  }
});

test("a new connection resumes a file where it was", async () => {
  const { wires, alice, bob } = setUp();
  const bytes = bytesOf(4_000_000);
  const sent = alice.sender.add(file("long", bytes));
  wires.flow();
  const [taken] = bob.transfers();
  bob.receiver.accept(taken.id);
  for (const share of [0.2, 0.5, 0.8]) {
    await until(wires, () => taken.offset > share * bytes.length);
    // Data in flight is lost.
    wires.ends[0].sendBytes(new ArrayBuffer(1));
    wires.cut();
    const before = taken.offset;
    wires.join();
    wires.flow();
    assert.ok(taken.offset >= before);
  }
  await until(wires, () => sent.state === "done");
  assert.deepEqual(new Uint8Array(await bob.receiver.blob(taken.id).arrayBuffer()), bytes);
});

test("decisions made while disconnected take effect after the reconnect", async () => {
  const { wires, alice, bob } = setUp();
  const [declined, stopped, offered] = ["a", "b", "c"].map((name) => alice.sender.add(file(name, bytesOf(10))));
  wires.flow();
  const [one, two] = bob.transfers();
  wires.cut();
  bob.receiver.decline(one.id);
  alice.sender.cancel(stopped.id);
  const later = alice.sender.add(file("d", bytesOf(10)));
  wires.join();
  wires.flow();
  assert.deepEqual(state(declined), ["ended", "declined", "peer"]);
  assert.deepEqual(state(two), ["ended", "stopped", "peer"]);
  assert.deepEqual([offered.state, later.state, bob.transfers().length], ["offered", "offered", 4]);
});

test("a reloaded sender has lost its files; a reloaded receiver is asked again", async () => {
  const { wires, alice, bob } = setUp();
  const sent = alice.sender.add(file("a", bytesOf(2_000_000)));
  wires.flow();
  bob.receiver.accept(bob.transfers()[0].id);
  await until(wires, () => sent.offset > 0);
  wires.cut();
  const again = page(wires.ends[1]);
  wires.join();
  wires.flow();
  assert.deepEqual([sent.state, sent.offset], ["offered", 0]);
  const [taken] = again.transfers();
  assert.equal(taken.state, "offered");
  again.receiver.accept(taken.id);
  await until(wires, () => taken.offset > 0);
  wires.cut();
  page(wires.ends[0]);
  wires.join();
  wires.flow();
  assert.deepEqual(state(taken), ["ended", "reloaded", "peer"]);
});

test("a sender keeps its own limits", () => {
  const { wires, alice, bob } = setUp();
  const huge = { name: "huge", size: MAX_FILE_SIZE + 1, type: "" };
  assert.deepEqual(state(alice.sender.add(huge)), ["ended", "too-large", "me"]);
  for (let n = 0; n < MAX_OFFERS; n += 1) alice.sender.add(file(`${n}`, bytesOf(1)));
  assert.deepEqual(state(alice.sender.add(file("one more", bytesOf(1)))), ["ended", "too-many", "me"]);
  wires.flow();
  assert.equal(bob.transfers().length, MAX_OFFERS);
});

/** Alice's page is hostile: it sends whatever it likes. */
function stranger() {
  const wires = pair();
  const bob = page(wires.ends[1]);
  const heard = [];
  for (const type of ["file-accept", "file-refuse", "file-got", "file-done"]) {
    wires.ends[0].on(type, (message) => heard.push(message));
  }
  wires.join();
  const say = (...messages) => {
    for (const message of messages) {
      if (message instanceof ArrayBuffer) wires.ends[0].sendBytes(message);
      else wires.ends[0].send(message);
    }
    wires.flow();
  };
  say({ type: "file-here", page: "x", files: [] });
  return { bob, heard, say, wires };
}

const offer = (id, size) => ({ type: "file-offer", id, name: id, size, kind: "" });

test("a receiver refuses files that are too large or too many, and tells both sides", () => {
  const { bob, heard, say } = stranger();
  say(offer("huge", MAX_FILE_SIZE + 1));
  assert.deepEqual(state(bob.transfers()[0]), ["ended", "too-large", "me"]);
  assert.deepEqual(heard, [{ type: "file-refuse", id: "huge", reason: "too-large" }]);
  for (let n = 0; n <= MAX_OFFERS; n += 1) say(offer(`${n}`, 1));
  assert.deepEqual(heard.at(-1), { type: "file-refuse", id: `${MAX_OFFERS}`, reason: "too-many" });
  for (let n = 0; n < 1_000; n += 1) say(offer(`more${n}`, 1));
  assert.ok(bob.transfers().length <= 300);
});

test("unrequested bytes, and more than were announced, are dropped", async () => {
  const { bob, heard, say } = stranger();
  const bytes = (size) => new ArrayBuffer(size);
  say(bytes(5), offer("a", 10), bytes(5), { type: "file-data", id: "a", at: 0 }, bytes(5));
  const [taken] = bob.transfers();
  assert.deepEqual([taken.state, taken.offset], ["offered", 0]);
  bob.receiver.accept("a");
  say({ type: "file-data", id: "a", at: 0 }, bytes(8), bytes(8));
  assert.deepEqual(state(taken), ["ended", "damaged", "me"]);
  assert.deepEqual(heard.at(-1), { type: "file-refuse", id: "a", reason: "damaged" });
});

test("a file that is short, starts at another offset, or has another hash is refused", async () => {
  const hash = "0".repeat(64);
  const cheats = [
    [{ type: "file-data", id: "a", at: 0 }, new ArrayBuffer(9), { type: "file-end", id: "a", hash: null }],
    [{ type: "file-data", id: "a", at: 3 }, new ArrayBuffer(7)],
    [{ type: "file-data", id: "a", at: 0 }, new ArrayBuffer(10), { type: "file-end", id: "a", hash }],
  ];
  for (const cheat of cheats) {
    const { bob, say, wires } = stranger();
    say(offer("a", 10));
    bob.receiver.accept("a");
    say(...cheat);
    const [taken] = bob.transfers();
    await until(wires, () => taken.state === "ended");
    assert.deepEqual([taken.reason, bob.receiver.blob("a")], ["damaged", null]);
  }
});

test("saved files make room for accepted ones", async () => {
  const { bob, say, wires } = stranger();
  const count = MAX_UNSAVED_SIZE / MAX_FILE_SIZE;
  say(offer("small", 10));
  bob.receiver.accept("small");
  say({ type: "file-data", id: "small", at: 0 }, new ArrayBuffer(10), { type: "file-end", id: "small", hash: null });
  await until(wires, () => bob.receiver.blob("small"));
  for (let n = 0; n < count; n += 1) say(offer(`${n}`, MAX_FILE_SIZE));
  for (let n = 0; n < count - 1; n += 1) assert.equal(bob.receiver.accept(`${n}`), true);
  assert.equal(bob.receiver.accept(`${count - 1}`), false);
  assert.deepEqual(
    bob.receiver.unsaved.map(({ transfer }) => transfer.id),
    ["small"],
  );
  bob.receiver.markSaved("small");
  assert.equal(bob.receiver.accept(`${count - 1}`), true);
  assert.deepEqual([bob.receiver.blob("small"), bob.receiver.unsaved], [null, []]);
});

test("an unreadable file ends the transfer on both sides", async () => {
  const { wires, alice, bob } = setUp();
  const broken = () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) });
  const sent = alice.sender.add({ name: "gone", size: 5, type: "", slice: broken, ...broken() });
  wires.flow();
  const [taken] = bob.transfers();
  bob.receiver.accept(taken.id);
  await until(wires, () => taken.state === "ended");
  assert.deepEqual(
    [state(sent), state(taken)],
    [
      ["ended", "unreadable", "me"],
      ["ended", "unreadable", "peer"],
    ],
  );
});

test("a file whose reading never ends is named, and the next one is sent", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { wires, alice, bob } = setUp();
  const stuck = file("stuck", bytesOf(1_000));
  stuck.slice = () => ({ arrayBuffer: () => new Promise(() => {}) });
  const [first, second] = [stuck, file("b", bytesOf(50_000))].map((one) => alice.sender.add(one));
  wires.flow();
  for (const { id } of bob.transfers()) bob.receiver.accept(id);
  wires.flow();
  t.mock.timers.tick(30_000);
  await until(wires, () => second.state === "done");
  assert.deepEqual(state(first), ["ended", "unreadable", "me"]);
});

test("a checksum that never comes holds up neither side", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(crypto.subtle, "digest", () => new Promise(() => {}));
  const { wires, alice, bob } = setUp();
  const sent = alice.sender.add(file("a", bytesOf(1_000)));
  wires.flow();
  bob.receiver.accept(bob.transfers()[0].id);
  await until(wires, () => bob.transfers()[0].offset === 1_000);
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(30_000);
  await until(wires, () => sent.state === "done");
});
