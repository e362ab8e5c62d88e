/** Limits how much one RTCRtpSender sends, and says what gives way first. */

import { TaskQueue } from "../lib/timing/task_queue.js";

/** @typedef {{ audio: true, limit: AudioLimit } | { audio: false, limit: EncodingLimit }} Rule */

export class SenderLimiter {
  #sender;
  /** What was set last, so that it is not set again. */
  #applied = "";
  /** Parameters are read, changed and written in turn. */
  #queue = new TaskQueue();

  /** @param {RTCRtpSender} sender */
  constructor(sender) {
    this.#sender = sender;
  }

  /** May be called often. What cannot be set yet is set the next time. @param {Rule} rule */
  apply(rule) {
    this.#queue.add(["parameters"], () => this.#apply(rule));
  }

  /** @param {Rule} rule */
  async #apply(rule) {
    const { track } = this.#sender;
    const wanted = rule.audio ? audio(rule.limit) : video(rule.limit, track);
    const key = JSON.stringify(wanted);
    if (key === this.#applied) return;
    try {
      const parameters = this.#sender.getParameters();
      const [encoding] = parameters.encodings ?? [];
      // Nothing is negotiated yet.
      if (!encoding) return;
      for (const name of NAMES) delete encoding[name];
      Object.assign(encoding, wanted.encoding);
      if (wanted.gives) parameters.degradationPreference = wanted.gives;
      await this.#sender.setParameters(parameters);
      this.#applied = key;
    } catch (error) {
      // An offer or answer came in between, or the connection was closed.
      console.debug("limit not set", error);
    }
  }
}

/**
 * `adaptivePtime` is WebRTC Extensions, section 4.3.
 * @typedef {{ encoding: RTCRtpEncodingParameters & { adaptivePtime?: boolean }, gives?: RTCDegradationPreference }} Wanted
 */

/** @type {(keyof RTCRtpEncodingParameters)[]} */
const NAMES = ["maxBitrate", "maxFramerate", "scaleResolutionDownBy"];

/**
 * Voice comes first, here and in routers that respect priorities.
 * @param {AudioLimit} limit
 * @returns {Wanted}
 */
const audio = ({ bitrate, adaptivePtime }) => ({
  encoding: { priority: "high", networkPriority: "high", adaptivePtime, ...(bitrate && { maxBitrate: bitrate }) },
});

/** @param {EncodingLimit} limit @param {MediaStreamTrack | null} track @returns {Wanted} */
function video({ bitrate, frameRate, height }, track) {
  const { width: w = 0, height: h = 0 } = track?.getSettings() ?? {};
  // The short side counts, since a phone's picture is upright.
  const scaleResolutionDownBy = height ? Math.max(1, Math.min(w, h) / height) : 1;
  return {
    encoding: { maxBitrate: bitrate, scaleResolutionDownBy, ...(frameRate && { maxFramerate: frameRate }) },
    gives: track?.contentHint === "detail" ? "maintain-resolution" : "balanced",
  };
}
