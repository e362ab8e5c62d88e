/** Applies to the usual limits of the pictures what the line allows. */

/** Frames a second of a shared screen on a thin line. */
const SCREEN_FRAME_RATE = 2;
/** Any other limit makes the browser measure. */
const NUDGED = 0.98;

/**
 * @param {SenderLimits} limits
 * @param {VideoRestriction} restriction
 * @param {boolean} shares whether this side shows its screen beside the camera
 * @returns {SenderLimits}
 */
export function restrict(limits, restriction, shares) {
  const { held, height, screenHeight, frameRate, bitrate, keepsSize, nudged, tooThin } = restriction;
  const shared = { held, frameRate, bitrate, keepsSize: keepsSize && !limits.overloaded, nudged };
  const restricted = held || height !== null || bitrate !== null;
  if (shares && restricted && !tooThin) return screenFirst(limits);
  return {
    ...limits,
    camera: least(limits.camera, { ...shared, height }),
    screen: least(limits.screen, { ...shared, height: screenHeight }),
  };
}

/**
 * The camera makes room for the screen. One frame of text takes a thin line for seconds: a screen that were held back
 * or made smaller each time would never become sharp.
 * @param {SenderLimits} limits
 * @returns {SenderLimits}
 */
const screenFirst = ({ camera, screen, ...others }) => ({
  ...others,
  camera: { ...camera, held: true },
  screen: { ...screen, held: false, frameRate: lower(screen.frameRate, SCREEN_FRAME_RATE) },
});

/**
 * @param {EncodingLimit} limit
 * @param {Omit<VideoRestriction, "screenHeight" | "tooThin">} restriction
 * @returns {EncodingLimit}
 */
const least = (limit, { held, height, frameRate, bitrate, keepsSize, nudged }) => ({
  ...limit,
  held,
  keepsSize: keepsSize || (limit.keepsSize ?? false),
  bitrate: (lower(limit.bitrate, bitrate) ?? limit.bitrate) * (nudged ? NUDGED : 1),
  frameRate: lower(limit.frameRate, frameRate),
  height: lower(limit.height, height),
});

/** The lower of two limits, of which null is none. @param {number | null} one @param {number | null} other */
const lower = (one, other) => (one === null || other === null ? (one ?? other) : Math.min(one, other));
