/** Computes rates, shares and sizes from two snapshots of the statistics. Null stands for an unknown value. */

/**
 * Milliseconds between two comparable snapshots: a shorter time says little, and in a longer one
 * the computer has slept.
 */
const MIN_GAP_MS = 200;
const MAX_GAP_MS = 10_000;
/** The peer reports its losses every second for video, and every five for sound (RFC 3550, section 6.2). */
const FRESH_MS = 6_500;
/** The browser measures the path's round trip only every few seconds, so a newer report of the peer's is better. */
const NEW_MS = 1_500;
/** Packets in a gap by which a stream counts as running. */
const RUNNING_PACKETS = 5;

/** @typedef {{ id: string, source: TrackSource, at: number, loss: number | null, roundTrip: number | null }} RemoteReport */
/** One stream in both snapshots. @typedef {{ now: StreamStats, before: StreamStats }} StreamPair */
/**
 * @typedef {"bytes" | "packets" | "lost" | "samples" | "concealed" | "frames" | "dropped" | "freezes" | "frozen"} Counter
 */

/**
 * @param {StatsSnapshot | null} before of the same call, perhaps of another peer connection
 * @param {StatsSnapshot} now
 * @returns {Metrics}
 */
export function metricsBetween(before, now) {
  const gap = before ? now.at - before.at : 0;
  const comparable = gap >= MIN_GAP_MS && gap <= MAX_GAP_MS;
  const pairs = comparable ? pairStreams(/** @type {StatsSnapshot} */ (before), now) : [];
  const remote = now.streams.flatMap(({ remote, id, source }) =>
    remote && now.at - remote.at < FRESH_MS ? [{ ...remote, id, source }] : [],
  );
  const seconds = gap / 1000;
  return {
    at: now.at,
    gap: comparable ? seconds : null,
    late: 0,
    inbound: inboundMetrics(
      pairs.filter(({ now }) => now.direction === "inbound"),
      seconds,
    ),
    outbound: outboundMetrics(
      pairs.filter(({ now }) => now.direction === "outbound"),
      seconds,
      remote,
    ),
    roundTrip: roundTripOf(remote, now),
    available: now.path?.available ?? null,
    path: now.path,
  };
}

/**
 * The streams of both snapshots whose counters were not reset in between.
 * @param {StatsSnapshot} before
 * @param {StatsSnapshot} now
 * @returns {StreamPair[]}
 */
function pairStreams(before, now) {
  return now.streams.flatMap((stream) => {
    const same = before.streams.find(({ id }) => id === stream.id);
    return same && (stream.packets ?? 0) >= (same.packets ?? 0) && (stream.bytes ?? 0) >= (same.bytes ?? 0)
      ? [{ now: stream, before: same }]
      : [];
  });
}

/**
 * By how much a counter has risen over all streams; null where no stream has it.
 * @param {StreamPair[]} pairs
 * @param {Counter} counter
 */
function increase(pairs, counter) {
  const known = pairs.filter(({ now }) => now[counter] !== null);
  if (known.length === 0) return null;
  return known.reduce((sum, { now, before }) => sum + Math.max(0, (now[counter] ?? 0) - (before[counter] ?? 0)), 0);
}

/** @param {number | null} part @param {number | null} whole */
const share = (part, whole) => (part === null || !whole ? null : Math.min(1, part / whole));

/** @param {number | null} amount @param {number} seconds */
const rate = (amount, seconds) => (amount === null ? null : amount / seconds);

/** @param {RemoteReport[]} remote @param {StatsSnapshot} now seconds */
function roundTripOf(remote, now) {
  const latest = remote.filter(({ at }) => now.at - at < NEW_MS).sort((one, other) => other.at - one.at)[0];
  return latest?.roundTrip ?? now.path?.roundTrip ?? highest(remote.map(({ roundTrip }) => roundTrip));
}

/** @param {(number | null)[]} values */
function highest(values) {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

/** What both directions have. @param {StreamPair[]} pairs @param {number} seconds @returns {DirectionMetrics} */
function directionMetrics(pairs, seconds) {
  /** @param {TrackSource} source */
  const of = (source) => pairs.filter(({ now }) => now.source === source);
  /** @param {TrackSource} source */
  const bitrate = (source) => rate(increase(of(source), "bytes"), seconds / 8);
  return {
    bitrate: rate(increase(pairs, "bytes"), seconds / 8),
    audio: bitrate("audio"),
    video: bitrate("video"),
    camera: videoFormat(of("video"), seconds),
    screen: videoFormat(of("screen"), seconds),
    packets: increase(pairs, "packets"),
    codecs: [...new Set(pairs.flatMap((pair) => (pair.now.codec && isRunning(pair) ? [pair.now.codec] : [])))],
    loss: null,
  };
}

/** @param {StreamPair} pair */
const isRunning = (pair) => Boolean(increase([pair], "bytes"));

/**
 * Size and frame rate; null where no frame came.
 * @param {StreamPair[]} pairs
 * @param {number} seconds
 * @returns {VideoFormat | null}
 */
function videoFormat(pairs, seconds) {
  const [pair] = pairs;
  const frames = increase(pairs, "frames");
  if (!pair || !frames) return null;
  return { width: pair.now.width, height: pair.now.height, frameRate: frames / seconds };
}

/**
 * Packets of the camera arrive and no frame does. The browser counts a freeze only once it is over.
 * @param {StreamPair} pair
 */
const isFrozen = (pair) =>
  pair.now.source === "video" &&
  (increase([pair], "packets") ?? 0) >= RUNNING_PACKETS &&
  increase([pair], "frames") === 0;

/** @param {StreamPair[]} pairs @param {number} seconds @returns {InboundMetrics} */
function inboundMetrics(pairs, seconds) {
  const lost = increase(pairs, "lost");
  const packets = (increase(pairs, "packets") ?? 0) + (lost ?? 0);
  const [decoded, dropped] = [increase(pairs, "frames"), increase(pairs, "dropped")];
  const jitters = pairs.filter(({ now }) => now.source === "audio").map(({ now }) => now.jitter);
  return {
    ...directionMetrics(pairs, seconds),
    packets,
    loss: share(lost, packets),
    jitter: highest(jitters),
    concealed: share(increase(pairs, "concealed"), increase(pairs, "samples")),
    dropped: share(dropped, (decoded ?? 0) + (dropped ?? 0)),
    freezes: increase(pairs, "freezes"),
    frozen: pairs.some(isFrozen) ? 1 : share(increase(pairs, "frozen"), seconds),
  };
}

/**
 * @param {StreamPair[]} pairs
 * @param {number} seconds
 * @param {RemoteReport[]} remote
 * @returns {OutboundMetrics}
 */
function outboundMetrics(pairs, seconds, remote) {
  const limitations = pairs.filter(isRunning).map(({ now }) => now.limitation);
  return {
    ...directionMetrics(pairs, seconds),
    loss: outboundLoss(pairs, remote),
    level: highest(pairs.map(({ now }) => now.level)),
    limitation: limitations.find((one) => one !== null && one !== "none") ?? limitations.find((one) => one) ?? null,
  };
}

/**
 * What the peer reports, weighted by the packets of each stream. Beside a video's reports those of the sound are out of date.
 * @param {StreamPair[]} pairs
 * @param {RemoteReport[]} remote
 */
function outboundLoss(pairs, remote) {
  const reported = pairs.flatMap((pair) => {
    const { loss = null, source } = remote.find(({ id }) => id === pair.now.id) ?? {};
    return loss === null ? [] : [{ loss, source, packets: increase([pair], "packets") ?? 0 }];
  });
  const videos = reported.filter(({ source, packets }) => packets > 0 && (source === "video" || source === "screen"));
  const counted = videos.length > 0 ? videos : reported;
  if (counted.length === 0) return null;
  return share(
    counted.reduce((sum, one) => sum + one.packets * one.loss, 0),
    counted.reduce((sum, one) => sum + one.packets, 0),
  );
}
