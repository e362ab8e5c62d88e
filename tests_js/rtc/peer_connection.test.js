import assert from "node:assert/strict";
import test from "node:test";
import { PeerConnection } from "../../static/calls/rtc/peer_connection.js";

/** What the browser gives. */
class FakePeerConnection extends EventTarget {
  signalingState = "stable";
  localDescription = { type: "offer", sdp: "v=0" };
  remoteDescription = null;
  restarts = 0;
  restartIce() {
    this.restarts += 1;
  }
  getReceivers() {
    return [];
  }
}

function setUp(t) {
  globalThis.MediaStream = class {};
  t.after(() => delete globalThis.MediaStream);
  const pc = new FakePeerConnection();
  const sent = [];
  const on = { send: (signal) => sent.push(signal), state() {}, streams() {}, channel() {} };
  const tracks = { audio: null, video: null, screen: null, screenAudio: null };
  const parts = { codecsFor: () => [], polite: true, separateScreen: true, startBitrate: null, policy: "all" };
  return { pc, sent, connection: new PeerConnection({ pc, tracks, on, ...parts }) };
}

test("a search for a new path begins, or the offer that has no answer is sent again; not once it is detached", (t) => {
  const { pc, sent, connection } = setUp(t);
  connection.restartIce();
  assert.deepEqual([pc.restarts, sent.length], [1, 0]);
  pc.signalingState = "have-local-offer";
  connection.restartIce();
  assert.deepEqual([pc.restarts, sent.length], [1, 1]);
  connection.detach();
  connection.restartIce();
  pc.signalingState = "stable";
  connection.restartIce();
  assert.deepEqual([pc.restarts, sent.length], [1, 1]);
});
