/** Chooses the codec of each sent picture: what this device encodes cheaply, by the figures in docs/performance.md. */

/**
 * @typedef {object} Device
 * @property {import("./encoders.js").EncoderFacts} encoders
 * @property {number} cores
 * @property {boolean} handheld a phone or tablet, which its battery runs
 */

/** Cores that leave enough for the page, the decoder and the person's other programs. */
const MANY_CORES = 4;

/**
 * The codecs to try, the best first. If there is none, or the peer has none of them, the browser takes what the peer prefers:
 * VP8, as a rule.
 * @param {Device} device
 * @param {{ detail: boolean, overloaded: boolean }} use `detail`: sharp text, few frames a second; `overloaded`: the encoder has
 *   not kept up
 */
export function codecOrder({ encoders, cores, handheld }, { detail, overloaded }) {
  const strong = cores >= MANY_CORES && !handheld && !overloaded;
  /** @param {string} codec */
  const inHardware = (codec) => encoders[codec]?.powerEfficient ?? false;
  /** @param {string} codec */
  const keepsUp = (codec) => inHardware(codec) || (strong && (encoders[codec]?.smooth ?? false));
  // VP9 takes seconds longer than VP8 until small text is sharp.
  if (detail) return ["AV1"].filter(keepsUp);
  return [...["VP9"].filter(keepsUp), ...["H264"].filter(inHardware)];
}
