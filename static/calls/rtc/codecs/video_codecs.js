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
 * The codecs to try, the best first. If there is none, or the peer has none of them, the browser takes what the peer
 * prefers: VP8, as a rule. VP9 in software is as good as VP8 and costs more.
 * @param {Device} device
 * @param {boolean} overloaded whether the encoder has not kept up
 */
export function codecOrder({ encoders, cores, handheld }, overloaded) {
  const strong = cores >= MANY_CORES && !handheld && !overloaded;
  const affordable = strong && encoders.AV1?.smooth ? ["AV1"] : [];
  const inHardware = ["AV1", "VP9", "H264"].filter((codec) => encoders[codec]?.powerEfficient);
  return [...new Set([...affordable, ...inHardware])];
}
