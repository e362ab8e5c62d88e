/** Turns one RTCStatsReport into plain counters by stream. Fields that a browser leaves out become null. */

import { SCREEN_MIDS } from "../../../rtc/transceivers.js";

/** @param {unknown} value */
export const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/**
 * The second audio and the second video of a connection are the shared screen's. They are known by their mid
 * (see rtc/transceivers.js), since a page without a camera may send a screen alone.
 * @type {Record<string, { main: TrackSource, screen: TrackSource, screenMid: string }>}
 */
const SOURCES = {
  audio: { main: "audio", screen: "screenAudio", screenMid: SCREEN_MIDS.audio },
  video: { main: "video", screen: "screen", screenMid: SCREEN_MIDS.video },
};
const DIRECTIONS = /** @type {const} */ ({ "inbound-rtp": "inbound", "outbound-rtp": "outbound" });

/** @typedef {Record<string, any> & { id: string, type: string }} Entry of an RTCStatsReport (WebRTC Statistics API) */

/** @param {RTCStatsReport | Map<string, any>} report @returns {StatsSnapshot} */
export function readStats(report) {
  /** @type {Map<string, Entry>} */
  const entries = new Map(/** @type {Iterable<[string, Entry]>} */ (report));
  const all = [...entries.values()];
  const streams = all.filter(({ type }) => type in DIRECTIONS);
  return {
    at: Math.max(0, ...all.filter(({ type }) => !type.startsWith("remote-")).map(({ timestamp }) => timestamp ?? 0)),
    streams: streams.map((entry) => streamStats(entry, entries, sourceOf(entry, streams))),
    path: networkPath(all, entries),
  };
}

/**
 * A browser that reports no mid lists the streams in the order of their mids.
 * @param {Entry} entry
 * @param {Entry[]} streams
 * @returns {TrackSource}
 */
function sourceOf(entry, streams) {
  const { main, screen, screenMid } = SOURCES[entry.kind] ?? { main: "audio", screen: "audio", screenMid: "" };
  const alike = streams.filter(({ type, kind }) => type === entry.type && kind === entry.kind);
  const isScreen = entry.mid === undefined ? alike.indexOf(entry) > 0 : String(entry.mid) === screenMid;
  return isScreen ? screen : main;
}

/** @param {Entry} entry @param {Map<string, Entry>} entries @param {TrackSource} source @returns {StreamStats} */
function streamStats(entry, entries, source) {
  const direction = DIRECTIONS[/** @type {keyof typeof DIRECTIONS} */ (entry.type)];
  const inbound = direction === "inbound";
  const codec = entries.get(entry.codecId)?.mimeType;
  return {
    id: entry.id,
    direction,
    source,
    bytes: number(inbound ? entry.bytesReceived : entry.bytesSent),
    packets: number(inbound ? entry.packetsReceived : entry.packetsSent),
    lost: inbound ? number(entry.packetsLost) : null,
    jitter: inbound ? number(entry.jitter) : null,
    samples: number(entry.totalSamplesReceived),
    // Silence that conceals silence is not heard.
    concealed: difference(number(entry.concealedSamples), number(entry.silentConcealedSamples)),
    frames: number(inbound ? entry.framesDecoded : entry.framesEncoded),
    dropped: inbound ? number(entry.framesDropped) : null,
    freezes: number(entry.freezeCount),
    frozen: number(entry.totalFreezesDuration),
    width: number(entry.frameWidth),
    height: number(entry.frameHeight),
    codec: typeof codec === "string" ? (codec.split("/")[1] ?? null) : null,
    level: inbound ? null : number(entries.get(entry.mediaSourceId)?.audioLevel),
    limitation: typeof entry.qualityLimitationReason === "string" ? entry.qualityLimitationReason : null,
    remote: inbound ? null : remoteStats(entry, entries),
  };
}

/** @param {number | null} all @param {number | null} part */
const difference = (all, part) => (all === null ? null : all - (part ?? 0));

/**
 * What the peer has measured of a stream that this side sends.
 * @param {Entry} entry
 * @param {Map<string, Entry>} entries
 */
function remoteStats(entry, entries) {
  const remote = entries.get(entry.remoteId) ?? [...entries.values()].find(({ localId }) => localId === entry.id);
  if (remote?.type !== "remote-inbound-rtp") return null;
  return {
    at: number(remote.timestamp) ?? 0,
    loss: number(remote.fractionLost),
    roundTrip: number(remote.roundTripTime),
  };
}

/**
 * The selected candidate pair; null before there is one.
 * @param {Entry[]} all
 * @param {Map<string, Entry>} entries
 * @returns {NetworkPath | null}
 */
function networkPath(all, entries) {
  const transport = all.find(({ type, selectedCandidatePairId }) => type === "transport" && selectedCandidatePairId);
  const pairs = all.filter(({ type }) => type === "candidate-pair");
  const pair =
    pairs.find(({ id }) => id === transport?.selectedCandidatePairId) ??
    pairs.find(({ selected }) => selected) ??
    pairs.find(({ nominated, state }) => nominated && state === "succeeded");
  if (!pair) return null;
  const [local, remote] = [entries.get(pair.localCandidateId), entries.get(pair.remoteCandidateId)];
  return {
    local: local?.candidateType ?? null,
    remote: remote?.candidateType ?? null,
    relayed: [local, remote].some((candidate) => candidate?.candidateType === "relay"),
    protocol: local?.candidateType === "relay" ? relayProtocol(local) : (local?.protocol ?? null),
    roundTrip: number(pair.currentRoundTripTime),
    available: number(pair.availableOutgoingBitrate),
  };
}

/**
 * How this browser reaches its relay: "udp", "tcp" or "tls"; null if the browser does not say. From the relay to the
 * peer it is always UDP, and so `protocol` says nothing. Sources: webrtc-stats, RTCIceCandidateStats; RFC 7065.
 * @param {Entry} candidate
 * @returns {string | null}
 */
function relayProtocol({ relayProtocol, url }) {
  if (relayProtocol) return relayProtocol;
  if (typeof url !== "string") return null;
  if (url.startsWith("turns:")) return url.endsWith("?transport=udp") ? "dtls" : "tls";
  return url.endsWith("?transport=tcp") ? "tcp" : "udp";
}
