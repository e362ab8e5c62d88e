/** A call of this page to itself through the relay, with data in place of sound and picture. */

import { readStats } from "../../features/quality/stats/stats_snapshot.js";
import { tryOrUndefinedAsync } from "../../lib/browser/try_or_undefined.js";

const CONNECT_MS = 4_000;
const MEASURE_MS = 5_000;
/** For what is still under way when the last packet has been sent. */
const TAIL_MS = 400;
const STATS_MS = 500;
/** As a call with a picture, 1.3 Mbit/s, in packets that fit into one datagram each. */
const PACKET = { bytes: 1_100, perSecond: 150 };
const TICK_MS = 20;
/** Bytes that may wait in the browser. On a network that is slower than that, they would never leave. */
const MOST_WAITING = 64 * 1024;

/**
 * @param {RTCIceServer} server with one URL
 * @param {import("../cleanup.js").Cleanup} cleanup
 * @returns {Promise<RelayCall>}
 */
export async function callThroughRelay(server, cleanup) {
  /** @type {RTCConfiguration} */
  const configuration = { iceServers: [server], iceTransportPolicy: "relay" };
  const [caller, callee] = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)];
  for (const pc of [caller, callee]) cleanup.add(() => pc.close());
  // A lost packet stays lost and holds up no other, as with sound and picture.
  const channel = caller.createDataChannel("check", { ordered: false, maxRetransmits: 0 });
  channel.binaryType = "arraybuffer";
  const received = receiver(callee);
  const opened = new Promise((resolve) => {
    channel.onopen = () => resolve(true);
  });
  await connect(caller, callee);
  if (!(await Promise.race([opened, cleanup.wait(CONNECT_MS)])))
    return { connected: false, bitrate: 0, loss: 0, roundTrip: null, protocol: null };
  const { sent, seconds } = await send(channel, cleanup);
  const bitrate = (received.packets * PACKET.bytes * 8) / seconds;
  await cleanup.wait(TAIL_MS);
  const gone = sent - channel.bufferedAmount / PACKET.bytes;
  const report = await tryOrUndefinedAsync(() => caller.getStats(), STATS_MS);
  const path = report ? readStats(report).path : null;
  return {
    connected: true,
    bitrate,
    loss: gone <= 0 ? 1 : Math.max(0, 1 - received.packets / gone),
    roundTrip: path?.roundTrip ?? null,
    protocol: path?.protocol ?? null,
  };
}

/** Counts what arrives. @param {RTCPeerConnection} pc */
function receiver(pc) {
  const count = { packets: 0 };
  pc.ondatachannel = ({ channel }) => {
    channel.onmessage = () => {
      count.packets += 1;
    };
  };
  return count;
}

/** @param {RTCPeerConnection} caller @param {RTCPeerConnection} callee */
async function connect(caller, callee) {
  for (const [one, other] of [
    [caller, callee],
    [callee, caller],
  ]) {
    /** @type {RTCIceCandidate[]} */
    const early = [];
    const add = (/** @type {RTCIceCandidate} */ candidate) =>
      other?.addIceCandidate(candidate).catch((error) => console.debug("a candidate was refused", error));
    if (!one || !other) continue;
    one.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return;
      if (other.remoteDescription) add(candidate);
      else early.push(candidate);
    };
    other.addEventListener("signalingstatechange", () => {
      if (other.remoteDescription) for (const candidate of early.splice(0)) add(candidate);
    });
  }
  await caller.setLocalDescription(await caller.createOffer());
  await callee.setRemoteDescription(/** @type {RTCSessionDescription} */ (caller.localDescription));
  await callee.setLocalDescription(await callee.createAnswer());
  await caller.setRemoteDescription(/** @type {RTCSessionDescription} */ (callee.localDescription));
}

/**
 * Sends for the time of the measurement. A timer that comes late is made up for.
 * @param {RTCDataChannel} channel
 * @param {import("../cleanup.js").Cleanup} cleanup
 */
async function send(channel, cleanup) {
  const packet = new Uint8Array(PACKET.bytes);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let sent = 0;
  const timer = setInterval(() => {
    for (const due = seconds() * PACKET.perSecond; sent < due; sent += 1) {
      if (channel.readyState !== "open" || channel.bufferedAmount > MOST_WAITING) return;
      channel.send(packet);
    }
  }, TICK_MS);
  cleanup.add(() => clearInterval(timer));
  await cleanup.wait(MEASURE_MS);
  clearInterval(timer);
  return { sent, seconds: seconds() };
}
