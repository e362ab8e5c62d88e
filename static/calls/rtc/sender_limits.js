/** How much one sender may send, and what gives way first; it knows neither why nor what the others send. */

/** @typedef {{ sound: true } | { sound: false, limit: EncodingLimit }} Rule */

export class SenderLimiter {
  #sender;
  /** What has been set, so that the same is not set again. */
  #set = "";
  /** @type {Promise<void>} parameters are read, changed and written one change after the other */
  #turn = Promise.resolve();

  /** @param {RTCRtpSender} sender */
  constructor(sender) {
    this.#sender = sender;
  }

  /** Said as often as one likes; what cannot be done yet is done the next time. @param {Rule} rule */
  apply(rule) {
    this.#turn = this.#turn.then(() => this.#apply(rule));
  }

  /** @param {Rule} rule */
  async #apply(rule) {
    const { track } = this.#sender;
    const wanted = rule.sound ? SOUND : picture(rule.limit, track);
    const key = JSON.stringify(wanted);
    if (key === this.#set) return;
    try {
      const parameters = this.#sender.getParameters();
      const [encoding] = parameters.encodings ?? [];
      // Nothing has been agreed on yet.
      if (!encoding) return;
      for (const name of NAMES) delete encoding[name];
      Object.assign(encoding, wanted.encoding);
      if (wanted.gives) parameters.degradationPreference = wanted.gives;
      await this.#sender.setParameters(parameters);
      this.#set = key;
    } catch (error) {
      // An offer or answer came in between, or the connection was closed: the next time.
      console.debug("limit not set", error);
    }
  }
}

/** @type {(keyof RTCRtpEncodingParameters)[]} */
const NAMES = ["maxBitrate", "maxFramerate", "scaleResolutionDownBy"];
/** @type {{ encoding: RTCRtpEncodingParameters, gives?: RTCDegradationPreference }} the voice comes first, here and where routers look at it */
const SOUND = { encoding: { priority: "high", networkPriority: "high" } };

/** @param {EncodingLimit} limit @param {MediaStreamTrack | null} track @returns {typeof SOUND} */
function picture({ bitrate, frameRate, height }, track) {
  const { width: w = 0, height: h = 0 } = track?.getSettings() ?? {};
  // The short side counts: a telephone's picture stands upright.
  const scaleResolutionDownBy = height ? Math.max(1, Math.min(w, h) / height) : 1;
  return {
    encoding: { maxBitrate: bitrate, scaleResolutionDownBy, ...(frameRate && { maxFramerate: frameRate }) },
    gives: track?.contentHint === "detail" ? "maintain-resolution" : "balanced",
  };
}
