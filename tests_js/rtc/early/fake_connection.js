/** A peer connection that answers at once, and records what was done to it. */

export const RELAY = "candidate:1 1 udp 41885439 203.0.113.5 50001 typ relay raddr 0.0.0.0 rport 0";
export const HOST = "candidate:2 1 udp 2122260223 192.0.2.1 50000 typ host";
export const OFFER = { type: "offer", sdp: "v=0\r\n" };
export const ANSWER = { type: "answer", sdp: "v=0\r\n" };
export const settle = () => new Promise((resolve) => setImmediate(resolve));

export class FakePeerConnection {
  received = [];
  closed = false;
  direct = false;
  restarts = 0;
  resent = 0;
  limits = null;
  constructor(tracks, on, relayed) {
    Object.assign(this, { tracks, on, relayed });
  }
  startOffer() {
    this.#describe(OFFER);
  }
  async onSignal(signal) {
    if (signal.description?.sdp === "bad") throw new Error("bad");
    this.received.push(signal);
    if (signal.description?.type === "offer") this.#describe(ANSWER);
  }
  /** With an address of this side's, and a relay. */
  #describe(description) {
    this.on.send({ description });
    for (const candidate of [HOST, RELAY]) this.on.send({ candidate: { candidate } });
  }
  setTracks(tracks) {
    this.tracks = tracks;
  }
  setServers(servers) {
    this.servers = servers;
  }
  limit(limits) {
    this.limits = limits;
  }
  restartIce() {
    this.restarts += 1;
  }
  allowDirect() {
    this.direct = true;
    return true;
  }
  get hasRemoteDescription() {
    return this.received.some(({ description }) => description);
  }
  resendDescription() {}
  resendCandidates() {
    this.resent += 1;
  }
  close() {
    this.closed = true;
  }
}
