/** Applies to the usual limits of the pictures what the line allows. */

/**
 * @param {SenderLimits} limits
 * @param {VideoRestriction} restriction
 * @returns {SenderLimits}
 */
export function restrict(limits, { held, height, screenHeight, frameRate, bitrate }) {
  const shared = { held, frameRate, bitrate };
  return {
    ...limits,
    camera: least(limits.camera, { ...shared, height }),
    screen: least(limits.screen, { ...shared, height: screenHeight }),
  };
}

/**
 * @param {EncodingLimit} limit
 * @param {Omit<VideoRestriction, "screenHeight">} restriction
 * @returns {EncodingLimit}
 */
const least = (limit, { held, height, frameRate, bitrate }) => ({
  ...limit,
  held,
  bitrate: lower(limit.bitrate, bitrate) ?? limit.bitrate,
  frameRate: lower(limit.frameRate, frameRate),
  height: lower(limit.height, height),
});

/** The lower of two limits, of which null is none. @param {number | null} one @param {number | null} other */
const lower = (one, other) => (one === null || other === null ? (one ?? other) : Math.min(one, other));
