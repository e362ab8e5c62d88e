/** Limits how much one RTCRtpSender sends, and says what gives way first. */

import { TaskQueue } from "../lib/timing/task_queue.js";

/** @typedef {RTCRtpEncodingParameters & { codec?: RTCRtpCodec }} Encoding */
/**
 * `codecs`: the names of those to send, the best first. `track`: the one that is about to be sent, if it is not yet.
 * @typedef {{ audio: false, limit: EncodingLimit, codecs: string[], track?: MediaStreamTrack }} VideoRule
 * @typedef {{ audio: true } | VideoRule} Rule
 */

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
    const wanted = rule.audio ? AUDIO : video(rule.limit, rule.track ?? this.#sender.track);
    const codecs = rule.audio ? [] : rule.codecs;
    const key = JSON.stringify([wanted, codecs]);
    if (key === this.#applied) return;
    try {
      const held = wanted.encoding.active === false;
      const negotiated = await this.#write(wanted, held ? otherCodec : (all) => firstOf(codecs, all));
      if (negotiated === null) return;
      // What the browser says of the codec may be out of date: one of two changes is one.
      if (held) await this.#write(wanted, otherCodec);
      // Without codecs nothing is negotiated yet.
      if (codecs.length === 0 || negotiated > 0) this.#applied = key;
    } catch (error) {
      // An offer or answer came in between, or the connection was closed.
      console.debug("limit not set", error);
    }
  }

  /**
   * @param {Wanted} wanted
   * @param {(negotiated?: RTCRtpCodec[], used?: RTCRtpCodec) => RTCRtpCodec | undefined} choose
   * @returns {Promise<number | null>} how many codecs are negotiated; null: nothing at all
   */
  async #write(wanted, choose) {
    const parameters = this.#sender.getParameters();
    /** @type {Encoding[]} */
    const [encoding] = parameters.encodings ?? [];
    if (!encoding) return null;
    const codec = choose(parameters.codecs, encoding.codec);
    for (const name of NAMES) delete encoding[name];
    Object.assign(encoding, wanted.encoding, codec && { codec });
    if (wanted.gives) parameters.degradationPreference = wanted.gives;
    await this.#sender.setParameters(parameters);
    return parameters.codecs?.length ?? 0;
  }
}

/** @typedef {{ encoding: Encoding, gives?: RTCDegradationPreference }} Wanted */

/** @type {(keyof Encoding)[]} */
const NAMES = ["maxBitrate", "maxFramerate", "scaleResolutionDownBy", "codec"];
/** What is negotiated beside the codecs: repeats and forward error correction. */
const HELPERS = /\/(rtx|red|ulpfec|flexfec)/i;

/**
 * Chromium goes on repeating lost packets of a picture that is not sent any more, for seconds. It forgets them when
 * the codec changes, so a picture that is held back changes to one that it will never be sent in.
 * @param {RTCRtpCodec[]} [codecs] the negotiated ones
 * @param {RTCRtpCodec} [used] the first one, if nothing else was set
 */
function otherCodec(codecs = [], used) {
  const video = codecs.filter(({ mimeType }) => !HELPERS.test(mimeType));
  const { mimeType: usedType } = used ?? video[0] ?? {};
  return video.find(({ mimeType }) => mimeType !== usedType);
}

/**
 * The first of the wanted codecs that the peer takes.
 * @param {string[]} names
 * @param {RTCRtpCodec[]} [negotiated]
 */
const firstOf = (names, negotiated = []) =>
  names.map((name) => negotiated.find(({ mimeType }) => mimeType === `video/${name}`)).find((codec) => codec);

/**
 * Voice comes first, here and in routers that respect priorities. How many bits it takes is said elsewhere (see
 * remote_description.js).
 * @type {Wanted}
 */
const AUDIO = { encoding: { priority: "high", networkPriority: "high" } };

/** What the page asks cameras for: most give it. The size is set again once there is a camera. */
const USUAL_CAMERA = { width: 1280, height: 720 };

/** @param {EncodingLimit} limit @param {MediaStreamTrack | null} track @returns {Wanted} */
function video({ bitrate, frameRate, height, held = false, keepsSize = false }, track) {
  const { width: w = 0, height: h = 0 } = track?.getSettings() ?? USUAL_CAMERA;
  // The short side counts, since a phone's picture is upright.
  const scaleResolutionDownBy = height ? Math.max(1, Math.min(w, h) / height) : 1;
  return {
    encoding: {
      active: !held,
      maxBitrate: bitrate,
      scaleResolutionDownBy,
      ...(frameRate && { maxFramerate: frameRate }),
    },
    gives: keepsSize || track?.contentHint === "detail" ? "maintain-resolution" : "balanced",
  };
}
