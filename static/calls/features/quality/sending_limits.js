/** How much each sender of a call may send. */

import { FREE_AUDIO } from "./audio_limit.js";

/** Bits a second. With the sound, packet headers and what encoders overshoot, a relayed call stays below 1 Mbit/s. */
const LIMITS = {
  direct: { camera: 1_700_000, cameraBesideScreen: 800_000, screen: 2_500_000 },
  relayed: { camera: 700_000, cameraBesideScreen: 200_000, screen: 480_000 },
};
/** Data saver makes the camera smaller and the screen slower, but never the screen smaller: text must stay legible. */
const DATA_SAVER = {
  camera: { bitrate: 150_000, frameRate: 15, height: 360 },
  screen: { bitrate: 250_000, frameRate: 5, height: null },
};

/**
 * @param {{ relayed: boolean, saves: boolean, shares: boolean, paused: boolean, audio?: AudioLimit, overloaded?: boolean }} facts `relayed`: also
 *   true while nobody knows yet; `shares`: this side shows its screen beside the camera
 * @returns {SenderLimits}
 */
export function sendingLimits({ relayed, saves, shares, paused, audio = FREE_AUDIO, overloaded = false }) {
  if (saves) return { ...DATA_SAVER, audio, paused, overloaded };
  const limits = relayed ? LIMITS.relayed : LIMITS.direct;
  return {
    audio,
    camera: { bitrate: shares ? limits.cameraBesideScreen : limits.camera, frameRate: null, height: null },
    screen: { bitrate: limits.screen, frameRate: null, height: null },
    paused,
    overloaded,
  };
}
