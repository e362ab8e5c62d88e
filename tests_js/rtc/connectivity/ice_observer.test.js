// What ICE finds out for one peer connection, from the browser's events and the peer's signals.
import assert from "node:assert/strict";
import test from "node:test";
import { IceObserver } from "../../../static/calls/rtc/connectivity/ice_observer.js";

class FakeConnection extends EventTarget {
  iceGatheringState = "gathering";
  iceConnectionState = "checking";
  remoteDescription = null;
  constructor(configuration) {
    super();
    this.getConfiguration = () => configuration;
  }
  tell(type, fields) {
    this.dispatchEvent(Object.assign(new Event(type), fields));
  }
}

const candidate = (type) => ({ candidate: `candidate:1 1 udp 1 192.0.2.1 9 typ ${type} generation 0` });

test("candidates and errors are collected, and each type is named once", () => {
  const pc = new FakeConnection({ iceServers: [{ urls: ["stun:a", "turn:a"] }, { urls: "turns:b" }] });
  const observer = new IceObserver(pc);
  for (const type of ["host", "host", "relay"]) pc.tell("icecandidate", { candidate: candidate(type) });
  pc.tell("icecandidate", { candidate: null });
  pc.tell("icecandidateerror", { errorCode: 401, url: "turn:a" });
  pc.tell("icecandidateerror", { errorCode: 701, url: "stun:a" });
  observer.onSignal({ candidate: candidate("srflx") });
  observer.onSignal({ description: { type: "offer", sdp: "v=0\r\na=candidate:1 1 udp 1 192.0.2.2 9 typ host\r\n" } });
  assert.deepEqual(observer.facts(), {
    local: ["host", "relay"],
    remote: ["srflx", "host"],
    errors: [
      { code: 401, relay: true },
      { code: 701, relay: false },
    ],
    gathering: "gathering",
    ice: "checking",
    described: false,
    relay: true,
    stun: true,
    relayOnly: false,
  });
});

test("the configuration of the connection counts", () => {
  const { relay, stun, relayOnly } = new IceObserver(new FakeConnection({ iceTransportPolicy: "relay" })).facts();
  assert.deepEqual({ relay, stun, relayOnly }, { relay: false, stun: false, relayOnly: true });
});
