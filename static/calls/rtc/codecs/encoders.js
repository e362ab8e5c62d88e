/** What this browser says about its video encoders (Media Capabilities, section 2.2). */

/** The names that WebRTC browsers know. */
const CODECS = ["VP8", "VP9", "H264", "AV1"];
/** What a camera sends (see features/quality/sending_limits.js). */
const CAMERA = { width: 1280, height: 720, framerate: 30, bitrate: 1_700_000 };

/** By the codec's name. `smooth`: keeps up with the camera; `powerEfficient`: in hardware, as a rule. */
/** @typedef {Record<string, { smooth: boolean, powerEfficient: boolean } | undefined>} EncoderFacts */

export class Encoders {
  /** What is known so far. A browser may answer late or never, and no call waits for it. @type {EncoderFacts} */
  facts = {};

  /** @param {MediaCapabilities | undefined} capabilities */
  constructor(capabilities) {
    for (const codec of CODECS) this.#ask(codec, capabilities);
  }

  /** @param {string} codec @param {MediaCapabilities | undefined} capabilities */
  async #ask(codec, capabilities) {
    try {
      const video = { contentType: `video/${codec}`, ...CAMERA };
      const info = await capabilities?.encodingInfo({ type: "webrtc", video });
      if (info?.supported) this.facts[codec] = { smooth: info.smooth, powerEfficient: info.powerEfficient };
    } catch (error) {
      // The browser does not know this use of the API, or the API itself.
      console.debug("encoder unknown", error);
    }
  }
}
