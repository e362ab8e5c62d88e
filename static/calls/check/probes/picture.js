/** What a camera's picture looks like. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";

const LOOK_MS = 100;
/** Some cameras take seconds for their first frame, and begin with dark ones. */
const FIRST_MS = 4_000;
const SETTLE_MS = 800;
const SAMPLE = 16;
/** The brightest pixel of a covered lens, of 255. */
const DARK = 24;

/**
 * Null if no frame comes.
 * @param {HTMLVideoElement} video that shows it
 * @param {MediaStreamTrack} track
 * @param {import("../cleanup.js").Cleanup} cleanup
 */
export async function lookAt(video, track, cleanup) {
  const until = performance.now() + FIRST_MS;
  while (!hasFrame(video) && performance.now() < until && !cleanup.done) await cleanup.wait(LOOK_MS);
  if (!hasFrame(video)) return null;
  for (let waited = 0; isDark(video) && waited < SETTLE_MS; waited += LOOK_MS) await cleanup.wait(LOOK_MS);
  const { frameRate } = tryOrUndefined(() => track.getSettings()) ?? {};
  return { width: video.videoWidth, height: video.videoHeight, frameRate, dark: isDark(video) };
}

/** @param {HTMLVideoElement} video */
const hasFrame = (video) => video.videoWidth > 0 && video.currentTime > 0;

/** @param {HTMLVideoElement} video */
const isDark = (video) => (tryOrUndefined(() => brightest(video)) ?? 255) < DARK;

/** @param {HTMLVideoElement} video */
function brightest(video) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SAMPLE;
  const context = canvas.getContext("2d");
  if (!context) return 255;
  context.drawImage(video, 0, 0, SAMPLE, SAMPLE);
  const { data } = context.getImageData(0, 0, SAMPLE, SAMPLE);
  return data.reduce((most, value, index) => (index % 4 === 3 ? most : Math.max(most, value)), 0);
}
