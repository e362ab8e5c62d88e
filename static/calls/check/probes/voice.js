/** Listens to a microphone until somebody speaks, and records it. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { LevelMeter } from "../../media/microphone/level_meter.js";

const LEVEL_MS = 60;
/** So loud for so long is a voice, in dBFS and in milliseconds. */
const VOICE = { level: -45, time: 300 };
const LISTEN_MS = 6_000;
export const RECORD_MS = 3_000;

/**
 * Shows the level until `cleanup` ends.
 * @param {MediaStreamTrack} track
 * @param {(level: number | null) => void} show
 * @param {import("../cleanup.js").Cleanup} cleanup
 */
export function showLevel(track, show, cleanup) {
  const meter = new LevelMeter();
  meter.listen(track);
  const timer = setInterval(() => show(meter.level), LEVEL_MS);
  cleanup.add(() => {
    clearInterval(timer);
    meter.close();
    show(null);
  });
  return meter;
}

/**
 * Resolves once a voice is heard, or after some seconds. `loudest`: dBFS, null if there is no level.
 * @param {LevelMeter} meter
 * @param {import("../cleanup.js").Cleanup} cleanup
 */
export async function listen(meter, cleanup) {
  const until = performance.now() + LISTEN_MS;
  /** @type {number | null} */
  let loudest = null;
  let voice = 0;
  while (voice < VOICE.time && performance.now() < until && !cleanup.done) {
    await cleanup.wait(LEVEL_MS);
    const { level } = meter;
    if (level === null) continue;
    loudest = Math.max(level, loudest ?? level);
    if (level > VOICE.level) voice += LEVEL_MS;
  }
  return { loudest, muted: meter.mutedBySystem };
}

/** Whether this browser can record. */
export const canRecord = () => tryOrUndefined(() => typeof MediaRecorder === "function") ?? false;

/**
 * @param {MediaStreamTrack} track
 * @param {import("../cleanup.js").Cleanup} cleanup
 * @returns {Promise<Blob>}
 */
export async function record(track, cleanup) {
  const recorder = new MediaRecorder(new MediaStream([track]));
  /** @type {Blob[]} */
  const parts = [];
  const stopped = new Promise((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = resolve;
    recorder.onerror = reject;
  });
  recorder.start();
  cleanup.add(() => tryOrUndefined(() => recorder.state !== "inactive" && recorder.stop()));
  await cleanup.wait(RECORD_MS);
  if (recorder.state !== "inactive") recorder.stop();
  await stopped;
  return new Blob(parts, { type: recorder.mimeType });
}
