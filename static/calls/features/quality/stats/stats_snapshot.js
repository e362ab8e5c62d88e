/** What one report of the browser says, as plain counters by stream; it knows of no report before, and misses no field that a browser leaves out. */

/** @param {unknown} value */
export const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** What stands beside sound and picture, by its place in the description (see link.js): a page without a camera may send a screen alone. */
/** @type {Record<string, { beside: TrackSource, mid: string, first: TrackSource }>} */
const LINES = {
  audio: { first: "audio", beside: "screenSound", mid: "3" },
  video: { first: "video", beside: "screen", mid: "2" },
};
const WAYS = /** @type {const} */ ({ "inbound-rtp": "in", "outbound-rtp": "out" });

/** @typedef {Record<string, any> & { id: string, type: string }} Entry of an RTCStatsReport (WebRTC Statistics API) */

/** @param {RTCStatsReport | Map<string, any>} report @returns {Reading} */
export function read(report) {
  /** @type {Map<string, Entry>} */
  const entries = new Map(/** @type {Iterable<[string, Entry]>} */ (report));
  const all = [...entries.values()];
  const streams = all.filter(({ type }) => type in WAYS);
  return {
    at: Math.max(0, ...all.filter(({ type }) => !type.startsWith("remote-")).map(({ timestamp }) => timestamp ?? 0)),
    streams: streams.map((entry) => stream(entry, entries, lineOf(entry, streams))),
    path: path(all, entries),
  };
}

/** A browser that does not tell the place counts its streams in the same order. @param {Entry} entry @param {Entry[]} streams @returns {TrackSource} */
function lineOf(entry, streams) {
  const { first, beside, mid } = LINES[entry.kind] ?? { first: "audio", beside: "audio", mid: "" };
  const alike = streams.filter(({ type, kind }) => type === entry.type && kind === entry.kind);
  const isBeside = entry.mid === undefined ? alike.indexOf(entry) > 0 : String(entry.mid) === mid;
  return isBeside ? beside : first;
}

/** @param {Entry} entry @param {Map<string, Entry>} entries @param {TrackSource} line @returns {StreamReading} */
function stream(entry, entries, line) {
  const way = WAYS[/** @type {keyof typeof WAYS} */ (entry.type)];
  const far = entries.get(entry.remoteId) ?? [...entries.values()].find(({ localId }) => localId === entry.id);
  const codec = entries.get(entry.codecId)?.mimeType;
  return {
    id: entry.id,
    way,
    line,
    bytes: number(way === "in" ? entry.bytesReceived : entry.bytesSent),
    packets: number(way === "in" ? entry.packetsReceived : entry.packetsSent),
    lost: way === "in" ? number(entry.packetsLost) : null,
    jitter: way === "in" ? number(entry.jitter) : null,
    samples: number(entry.totalSamplesReceived),
    // Silence that stands in for silence is not heard.
    concealed: difference(number(entry.concealedSamples), number(entry.silentConcealedSamples)),
    frames: number(way === "in" ? entry.framesDecoded : entry.framesEncoded),
    dropped: way === "in" ? number(entry.framesDropped) : null,
    freezes: number(entry.freezeCount),
    frozen: number(entry.totalFreezesDuration),
    width: number(entry.frameWidth),
    height: number(entry.frameHeight),
    codec: typeof codec === "string" ? (codec.split("/")[1] ?? null) : null,
    limitation: typeof entry.qualityLimitationReason === "string" ? entry.qualityLimitationReason : null,
    far: way === "out" && far?.type === "remote-inbound-rtp" ? farEnd(far) : null,
  };
}

/** @param {number | null} all @param {number | null} part */
const difference = (all, part) => (all === null ? null : all - (part ?? 0));

/** What the peer has counted of what this side sends. @param {Entry} entry */
const farEnd = (entry) => ({
  at: number(entry.timestamp) ?? 0,
  loss: number(entry.fractionLost),
  roundTrip: number(entry.roundTripTime),
});

/** The pair of candidates that carries the call; null before there is one. @param {Entry[]} all @param {Map<string, Entry>} entries @returns {Path | null} */
function path(all, entries) {
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
    relayed: [local, remote].some((end) => end?.candidateType === "relay"),
    // Between a browser and its own relay; what the relay says to the peer is always UDP.
    protocol: (local?.candidateType === "relay" ? local.relayProtocol : null) ?? local?.protocol ?? null,
    roundTrip: number(pair.currentRoundTripTime),
    available: number(pair.availableOutgoingBitrate),
  };
}
