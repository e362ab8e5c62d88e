/** A page with a CallController, whose server, devices and peer connections are fakes. */

import { afterEach, beforeEach, mock } from "node:test";
import { CallController } from "../../static/calls/call/controller.js";
import { CallStorage } from "../../static/calls/call/pending/call_storage.js";
import { READY_FACTS } from "../rtc/connectivity/ready_facts.js";

// The timers of a call would keep the run waiting for 45 seconds.
beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

export const OFFER = { type: "offer", sdp: "o=- 1 2 IN IP4 127.0.0.1" };
export const OTHER_OFFER = { type: "offer", sdp: "o=- 2 2 IN IP4 127.0.0.1" };
export const ANSWER = { type: "answer", sdp: "theirs" };
export const ICE = { servers: [{ urls: "stun:example.org" }], ttl: 600 };
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A peer connection that offers and answers at once, and records what was done to it. */
class FakePeerConnection {
  received = [];
  candidates = [];
  repeats = 0;
  restarts = 0;
  closed = false;
  hasRemoteDescription = false;

  constructor({ polite, servers, relayed, on }) {
    Object.assign(this, { polite, servers, relayed, on });
  }
  startOffer() {
    this.on.send({ description: { type: "offer", sdp: "mine" } });
  }
  async onSignal({ description, candidate }) {
    if (description?.sdp === "bad") throw new Error("bad");
    this.received.push(description ?? candidate);
    if (description) this.hasRemoteDescription = true;
    if (description?.type === "offer") this.on.send({ description: { type: "answer", sdp: "mine" } });
  }
  isFromNewPeerConnection({ sdp }) {
    const known = this.received.find(({ type }) => type === "offer" || type === "answer");
    return known !== undefined && known.sdp !== sdp;
  }
  resendDescription() {
    this.repeats += 1;
    if (this.received.some(({ type }) => type === "offer"))
      this.on.send({ description: { type: "answer", sdp: "mine" } });
  }
  restartIce() {
    this.restarts += 1;
  }
  resendCandidates() {
    for (const candidate of this.candidates) this.on.send({ candidate });
  }
  setTracks() {}
  limit() {}
  allowDirect() {
    this.direct = true;
    return true;
  }
  counted = { media: {}, path: {} };
  async counters() {
    return structuredClone(this.counted);
  }
  /** Ready to connect, if there were a network. */
  facts = { ...READY_FACTS };
  iceFacts() {
    return this.facts;
  }
  setServers(servers) {
    this.servers = servers;
  }
  close() {
    this.closed = true;
  }
}

/** `stored`: the tab's storage, which outlives a reload. The other parts replace the fakes. */
export function setUp({ stored = new Map(), ...parts } = {}) {
  const sent = [];
  const checks = [];
  const connections = [];
  const endings = [];
  const media = {
    state: { microphone: true, camera: true, screen: false },
    get sending() {
      return this.state;
    },
    turnedOff: [],
    kept: [],
    restoreDisabled(kinds) {
      this.kept = kinds;
    },
    outgoing: { audio: null, video: null },
    opened: 0,
    closed: false,
    asked: [],
    async open(kinds = ["microphone", "camera"]) {
      this.opened += 1;
      this.asked.push(kinds.join("+"));
    },
    async disable(name) {
      this.asked.push(`${name} off`);
    },
    prepared: [],
    async prepare(kinds = ["microphone", "camera"]) {
      this.prepared.push(kinds.join("+"));
    },
    released: 0,
    release() {
      this.released += 1;
    },
    close() {
      this.closed = true;
    },
  };
  let ids = 0;
  let shown;
  const controller = new CallController({
    send: (message) => sent.push(message) > 0,
    media,
    newConnection: (order) => {
      const connection = new FakePeerConnection(order);
      connections.push(connection);
      return connection;
    },
    newId: () => `call-${++ids}`,
    storage: new CallStorage({
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
      removeItem: (key) => stored.delete(key),
    }),
    now: () => 100_000,
    checkServer: () => checks.push(controller.state),
    ...parts,
  });
  controller.observe({
    show: (snapshot) => {
      shown = snapshot;
    },
    ended: (ending) => endings.push(ending),
  });
  const hello = (call) => controller.onMessage({ type: "hello", call, ice: ICE });
  const types = () => sent.map(({ type }) => type).filter((type) => type !== "media");
  return {
    controller,
    sent,
    checks,
    types,
    connections,
    endings,
    media,
    hello,
    shown: () => shown,
    connection: () => connections.at(-1),
  };
}

export const serverCall = (role, state, more = {}) => ({
  call: "call-1",
  name: "bob",
  role,
  state,
  here: true,
  age: 3,
  left: null,
  ...more,
});

export function ringing() {
  const page = setUp();
  page.controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "call-1", left: 45 });
  return page;
}

export async function answered() {
  const page = ringing();
  page.controller.accept();
  await settle();
  page.connection().on.state("connected");
  return page;
}

export function accepted(parts = {}) {
  const page = setUp(parts);
  page.controller.place("bob");
  page.controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  page.controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  return page;
}

/** Lets time pass in steps of half a second, and the samples of the counters complete. */
export async function pass(seconds, before = () => {}) {
  for (let i = 0; i < seconds * 2; i++) {
    before();
    mock.timers.tick(500);
    await settle();
  }
}
