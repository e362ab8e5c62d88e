import assert from "node:assert/strict";
import test from "node:test";
import { PreparedConnection } from "../../../static/calls/rtc/early/prepared_connection.js";

const SESSION = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\n";
const MEDIA = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ice-ufrag:abcd\r\n";
const LINE = "candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host";
const OFFER = { type: "offer", sdp: `${SESSION}${MEDIA}` };
const WITH_CANDIDATE = { type: "offer", sdp: `${SESSION}${MEDIA}a=${LINE}\r\na=end-of-candidates\r\n` };
const CANDIDATE = { candidate: LINE, sdpMid: "0", sdpMLineIndex: 0 };
const ANSWER = { type: "answer", sdp: "the answer" };
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Answers in the next turn, and finds a candidate. */
class FakePeerConnection {
  received = [];
  closed = false;
  constructor(tracks, on) {
    this.on = on;
    this.tracks = tracks;
  }
  async onSignal(signal) {
    this.received.push(signal);
    if (this.refuses) throw new Error("not a description");
    await settle();
    this.on.streams({ main: "theirs", screen: null });
    this.on.send({ description: ANSWER });
    this.on.send({ candidate: CANDIDATE });
  }
  resendDescription() {
    this.on.send({ description: { ...ANSWER, resent: true } });
  }
  close() {
    this.closed = true;
  }
}

function prepare(offer = OFFER, more = {}) {
  const told = [];
  let pc;
  let failures = 0;
  const prepared = new PreparedConnection({
    offer,
    newConnection: (tracks, on) => {
      pc = Object.assign(new FakePeerConnection(tracks, on), more);
      return pc;
    },
    failed: () => failures++,
  });
  const on = {
    send: (signal) => told.push(signal),
    state: (state) => told.push(state),
    streams: ({ main }) => told.push(main),
    channel: () => told.push("channel"),
  };
  return { prepared, told, on, pc, failures: () => failures };
}

test("a prepared connection has no tracks, and gets the offer without the caller's candidates", async () => {
  const { pc } = prepare(WITH_CANDIDATE);
  await settle();
  assert.deepEqual(pc.received, [{ description: OFFER }]);
  assert.ok(Object.values(pc.tracks).every((track) => track === null));
});

test("an offer that hides a candidate is not prepared", () => {
  for (const hidden of [`a=${LINE}`, `A=${LINE}\r\n`, ` a=${LINE}\r\n`]) {
    assert.throws(() => prepare({ type: "offer", sdp: `${OFFER.sdp}${hidden}` }), hidden);
  }
});

test("nothing is told before it is used; then the answer goes out at once, and the offer's candidates come back", async () => {
  const { prepared, told, on, pc } = prepare();
  await settle();
  await settle();
  pc.on.state("connecting");
  assert.deepEqual(told, []);
  assert.equal(prepared.use(on), pc);
  assert.deepEqual(told.splice(0), ["theirs", "connecting"]);
  assert.deepEqual(prepared.answer(WITH_CANDIDATE), [CANDIDATE]);
  assert.deepEqual(told.splice(0), [{ description: { ...ANSWER, resent: true } }]);
  pc.on.send({ candidate: CANDIDATE });
  assert.deepEqual(told, [{ candidate: CANDIDATE }]);
});

test("accepted before the answer is made: it is sent once it is", async () => {
  const { prepared, told, on } = prepare();
  prepared.use(on);
  assert.deepEqual(prepared.answer(OFFER), []);
  assert.deepEqual(told.splice(0), ["new"]);
  await settle();
  await settle();
  assert.deepEqual(told, ["theirs", { description: ANSWER }, { candidate: CANDIDATE }]);
});

test("another offer has come meanwhile: it is not answered with this answer", async () => {
  const { prepared, told, on } = prepare();
  await settle();
  await settle();
  prepared.use(on);
  told.length = 0;
  assert.equal(prepared.answer({ type: "offer", sdp: OFFER.sdp.replace("o=- 1", "o=- 3") }), null);
  assert.deepEqual(told, []);
});

test("an offer that the browser refuses, and a connection that fails while it waits, are reported", async () => {
  const refused = prepare(OFFER, { refuses: true });
  await settle();
  assert.equal(refused.failures(), 1);
  const failed = prepare();
  await settle();
  failed.pc.on.state("failed");
  assert.equal(failed.failures(), 1);
  const closed = prepare(OFFER, { refuses: true });
  closed.prepared.close();
  await settle();
  assert.deepEqual([closed.failures(), closed.pc.closed], [0, true]);
});
