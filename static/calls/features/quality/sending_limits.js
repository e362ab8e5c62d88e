/** How much each sender of a call may send. */

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
 * @typedef {object} SendingFacts
 * @property {boolean} relayed also true while nobody knows yet
 * @property {boolean} saves
 * @property {boolean} shares this side shows its screen beside the camera
 * @property {boolean} paused
 * @property {AudioLimit} audio
 * @property {boolean} [overloaded] the encoder has not kept up
 * @property {boolean} [wide] the line takes a picture of full size
 */

/** @param {SendingFacts} facts @returns {SenderLimits} */
export function sendingLimits({ relayed, saves, shares, paused, audio, overloaded = false, wide = false }) {
  if (saves) return { ...DATA_SAVER, audio, paused, overloaded };
  const limits = relayed ? LIMITS.relayed : LIMITS.direct;
  return {
    audio,
    camera: {
      bitrate: shares ? limits.cameraBesideScreen : limits.camera,
      frameRate: null,
      height: null,
      keepsSize: wide && !relayed && !shares && !overloaded,
    },
    screen: { bitrate: limits.screen, frameRate: null, height: null },
    paused,
    overloaded,
  };
}
