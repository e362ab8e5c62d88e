/** From two readings the figures of the time between: rates, shares and sizes; null stands for what nobody knows. */

/** Milliseconds between two readings that can be compared: less says little, and after more the machine has slept. */
const MIN_GAP_MS = 200;
const MAX_GAP_MS = 10_000;
/** The peer tells what it has lost every second of video, every five of sound alone (RFC 3550, section 6.2). */
const FRESH_MS = 6_500;
/** Packets that are more than leftovers. */
const STANDING = 5;

/** @typedef {{ now: StreamReading, before: StreamReading }} Step of one stream */

/** @param {Reading | null} before of the same call, perhaps of another peer connection @param {Reading} now @returns {Figures} */
export function figures(before, now) {
  const gap = before ? now.at - before.at : 0;
  const comparable = gap >= MIN_GAP_MS && gap <= MAX_GAP_MS;
  const steps = comparable ? steppedBy(/** @type {Reading} */ (before), now) : [];
  const far = now.streams.flatMap(({ far, id }) => (far && now.at - far.at < FRESH_MS ? [{ ...far, id }] : []));
  return {
    at: now.at,
    gap: comparable ? gap / 1000 : null,
    in: incoming(
      steps.filter(({ now }) => now.way === "in"),
      gap / 1000,
    ),
    out: outgoing(
      steps.filter(({ now }) => now.way === "out"),
      gap / 1000,
      far,
    ),
    roundTrip: now.path?.roundTrip ?? highest(far.map(({ roundTrip }) => roundTrip)),
    available: now.path?.available ?? null,
    path: now.path,
  };
}

/** The streams that both readings know and whose counters have not begun anew. @param {Reading} before @param {Reading} now @returns {Step[]} */
function steppedBy(before, now) {
  return now.streams.flatMap((stream) => {
    const same = before.streams.find(({ id }) => id === stream.id);
    return same && (stream.packets ?? 0) >= (same.packets ?? 0) && (stream.bytes ?? 0) >= (same.bytes ?? 0)
      ? [{ now: stream, before: same }]
      : [];
  });
}

/** How much counters have risen in sum; null where no stream has them. @param {Step[]} steps @param {"bytes" | "packets" | "lost" | "samples" | "concealed" | "frames" | "dropped" | "freezes" | "frozen"} counter */
function rise(steps, counter) {
  const told = steps.filter(({ now }) => now[counter] !== null);
  if (told.length === 0) return null;
  return told.reduce((sum, { now, before }) => sum + Math.max(0, (now[counter] ?? 0) - (before[counter] ?? 0)), 0);
}

/** @param {number | null} part @param {number | null} whole */
const share = (part, whole) => (part === null || !whole ? null : Math.min(1, part / whole));

/** @param {number | null} amount @param {number} seconds */
const rate = (amount, seconds) => (amount === null ? null : amount / seconds);

/** @param {(number | null)[]} values */
function highest(values) {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

/** @param {Step[]} steps @param {number} seconds @returns {Direction} */
function direction(steps, seconds) {
  /** @param {TrackSource} name */
  const of = (name) => steps.filter(({ now }) => now.line === name);
  /** @param {TrackSource} name */
  const bitrate = (name) => rate(rise(of(name), "bytes"), seconds / 8);
  return {
    bitrate: rate(rise(steps, "bytes"), seconds / 8),
    audio: bitrate("audio"),
    video: bitrate("video"),
    camera: picture(of("video"), seconds),
    screen: picture(of("screen"), seconds),
    codecs: [...new Set(steps.flatMap(({ now }) => (now.codec && rises(now, steps) ? [now.codec] : [])))],
    loss: null,
  };
}

/** @param {StreamReading} stream @param {Step[]} steps */
const rises = (stream, steps) =>
  Boolean(
    rise(
      steps.filter(({ now }) => now === stream),
      "bytes",
    ),
  );

/** The size and pace of a moving picture; null where none moves. @param {Step[]} steps @param {number} seconds @returns {Picture | null} */
function picture(steps, seconds) {
  const [step] = steps;
  const frames = rise(steps, "frames");
  if (!step || !frames) return null;
  return { width: step.now.width, height: step.now.height, frameRate: frames / seconds };
}

/** Packets of a camera's picture come, and no picture: the browser counts a freeze only once it is over. @param {Step} step */
const stands = (step) =>
  step.now.line === "video" && (rise([step], "packets") ?? 0) >= STANDING && rise([step], "frames") === 0;

/** @param {Step[]} steps @param {number} seconds @returns {Incoming} */
function incoming(steps, seconds) {
  const lost = rise(steps, "lost");
  const [decoded, dropped] = [rise(steps, "frames"), rise(steps, "dropped")];
  const jitters = steps.filter(({ now }) => now.line === "audio").map(({ now }) => now.jitter);
  return {
    ...direction(steps, seconds),
    loss: share(lost, (rise(steps, "packets") ?? 0) + (lost ?? 0)),
    jitter: highest(jitters),
    concealed: share(rise(steps, "concealed"), rise(steps, "samples")),
    dropped: share(dropped, (decoded ?? 0) + (dropped ?? 0)),
    freezes: rise(steps, "freezes"),
    frozen: steps.some(stands) ? 1 : share(rise(steps, "frozen"), seconds),
  };
}

/** @param {Step[]} steps @param {number} seconds @param {{ id: string, loss: number | null }[]} far @returns {Outgoing} */
function outgoing(steps, seconds, far) {
  const weights = steps.flatMap((step) => {
    const loss = far.find(({ id }) => id === step.now.id)?.loss ?? null;
    return loss === null ? [] : [{ loss, packets: rise([step], "packets") ?? 0 }];
  });
  const packets = weights.reduce((sum, one) => sum + one.packets, 0);
  const lost = weights.reduce((sum, one) => sum + one.packets * one.loss, 0);
  const limitations = steps.filter(({ now }) => rises(now, steps)).map(({ now }) => now.limitation);
  return {
    ...direction(steps, seconds),
    loss: weights.length > 0 ? share(lost, packets) : null,
    limitation: limitations.find((one) => one !== null && one !== "none") ?? limitations.find((one) => one) ?? null,
  };
}
