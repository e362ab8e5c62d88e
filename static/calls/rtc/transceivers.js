/** The transceivers of a peer connection: which carries what, which tracks are sent, and how much. */

import { tryOrUndefined, tryOrUndefinedAsync } from "../lib/browser/try_or_undefined.js";
import { settleWithin, Timers } from "../lib/timing/timers.js";
import { FIRST_HEIGHT, FIRST_MS, TINY_HEIGHT, TINY_MS } from "./first_picture.js";
import { SenderLimiter } from "./sender_limits.js";

/** A browser may never answer for a sender, for example if the connection has just been closed. */
const SEND_MS = 5_000;

/** The sources of each kind, in their order in the description. A five-message client has the first of each only. */
/** @type {Record<string, TrackSource[]>} */
const ORDER = { audio: ["audio", "screenAudio"], video: ["video", "screen"] };
/**
 * Voice and camera first: clients that know one track of each kind take these.
 * @type {[TrackSource, "audio" | "video"][]}
 */
const SOURCES = [
  ["audio", "audio"],
  ["video", "video"],
  ["screen", "video"],
  ["screenAudio", "audio"],
];

/** @param {TrackSource} source */
const midOf = (source) => String(SOURCES.findIndex(([name]) => name === source));
/** The mids of a shared screen, where this page or one like it has made the offer. */
export const SCREEN_MIDS = { audio: midOf("screenAudio"), video: midOf("screen") };

export class Transceivers {
  /** @type {Partial<Record<TrackSource, RTCRtpTransceiver>>} */
  #transceivers = {};
  /** @type {WeakMap<RTCRtpSender, SenderLimiter>} */
  #limiters = new WeakMap();
  /** @type {SenderLimits | null} */
  #limits = null;
  /**
   * The track that each sender was given last. It sends it a moment later.
   * @type {WeakMap<RTCRtpSender, { track: MediaStreamTrack | null, sent: Promise<void> }>}
   */
  #given = new WeakMap();
  /** All tracks belong to one stream, so that any client plays them in sync. */
  #stream = new MediaStream();
  #pc;
  #codecsFor;
  #tracks;
  #separateScreen;
  #timers = new Timers();
  /** Whether the camera has few lines at first, until the line to the peer is known. */
  #small = true;
  /** Whether it has even fewer, for its first frames. */
  #tiny = true;

  /**
   * @param {object} parts
   * @param {RTCPeerConnection} parts.pc
   * @param {CodecsFor} parts.codecsFor
   * @param {Tracks} parts.tracks
   * @param {boolean} parts.separateScreen
   */
  constructor({ pc, codecsFor, tracks, separateScreen }) {
    this.#pc = pc;
    this.#codecsFor = codecsFor;
    this.#tracks = tracks;
    this.#separateScreen = separateScreen;
  }

  close() {
    this.#timers.clearAll();
  }

  /** Offers every source in both directions, even without its device, so that switching one on later needs no offer. */
  addAll() {
    for (const [source, kind] of SOURCES) {
      this.#transceivers[source] = this.#pc.addTransceiver(kind, { direction: "sendrecv", streams: [this.#stream] });
    }
    this.setTracks(this.#tracks, this.#separateScreen);
  }

  /** Takes over the transceivers that the peer's offer has created. */
  adopt() {
    for (const transceiver of this.#pc.getTransceivers()) {
      const source = this.sourceOf(transceiver);
      if (!source || this.#transceivers[source] || transceiver.direction === "stopped") continue;
      this.#transceivers[source] = transceiver;
      transceiver.direction = "sendrecv";
      tryOrUndefined(() => transceiver.sender.setStreams(this.#stream));
    }
    this.setTracks(this.#tracks, this.#separateScreen);
  }

  /** @param {RTCRtpTransceiver} transceiver */
  sourceOf(transceiver) {
    const { kind } = transceiver.receiver.track;
    const ofKind = this.#pc.getTransceivers().filter(({ receiver }) => receiver.track.kind === kind);
    return ORDER[kind]?.[ofKind.indexOf(transceiver)];
  }

  /**
   * Resolves once the tracks are sent.
   * @param {Tracks} tracks
   * @param {boolean} separateScreen whether the peer shows a screen beside the camera
   */
  async setTracks(tracks, separateScreen) {
    this.#tracks = tracks;
    this.#separateScreen = separateScreen;
    const sent = this.#sentTracks();
    const entries = /** @type {[TrackSource, RTCRtpTransceiver][]} */ (Object.entries(this.#transceivers));
    const { video } = this.#transceivers;
    if (video && sent.video && sent.video === tracks.video) this.#begin(video.sender, sent.video);
    const changes = entries.map(([source, { sender }]) => this.#give(sender, sent[source]));
    await settleWithin(Promise.all(changes), SEND_MS);
    this.applyLimits();
  }

  /** The camera's first picture: its size is set before its first frame. @param {RTCRtpSender} sender @param {MediaStreamTrack} camera */
  #begin(sender, camera) {
    if (this.#small && !sender.track && this.#limits)
      this.#limiter(sender).apply({ ...this.#videoRule(camera, this.#limits), track: camera });
    this.#growLater();
    this.#growFromTiny();
  }

  /** What is sent arrives from now on. */
  onConnected() {
    this.#growFromTiny();
  }

  #growFromTiny() {
    if (!this.#tiny || !this.#tracks.video || this.#pc.connectionState !== "connected" || this.#timers.has("tiny"))
      return;
    this.#timers.after("tiny", TINY_MS, () => {
      this.#tiny = false;
      this.applyLimits();
    });
  }

  /** A picture that is held smaller anyway, as while it rings, has not begun. */
  #growLater() {
    const { height = 0, keepsSize = false } = this.#limits?.camera ?? {};
    const isBegun = this.#tracks.video && (height === null || height > FIRST_HEIGHT);
    if (keepsSize) this.#grow();
    else if (this.#small && isBegun && !this.#timers.has("first"))
      this.#timers.after("first", FIRST_MS, () => {
        this.#grow();
        this.applyLimits();
      });
  }

  #grow() {
    this.#small = this.#tiny = false;
    this.#timers.clear("first");
    this.#timers.clear("tiny");
  }

  /** @param {RTCRtpSender} sender @param {MediaStreamTrack | null} track */
  #give(sender, track) {
    const before = this.#given.get(sender) ?? { track: sender.track, sent: Promise.resolve() };
    if (before.track === track) return before.sent;
    const sent = sender.replaceTrack(track).catch((error) => {
      // The connection was closed meanwhile. Otherwise the next change tries again.
      console.debug("track not sent", error);
      if (this.#given.get(sender) === given) this.#given.delete(sender);
    });
    const given = { track, sent };
    this.#given.set(sender, given);
    return sent;
  }

  /** May be called often: a limit that cannot be set yet is set the next time. @param {SenderLimits} limits */
  limit(limits) {
    const paused = this.#limits?.paused ?? false;
    this.#limits = limits;
    this.#growLater();
    if (limits.paused !== paused) this.setTracks(this.#tracks, this.#separateScreen);
    else this.applyLimits();
  }

  /** A screen that has no transceiver for itself takes the camera's place. */
  #sentTracks() {
    const { audio, video, screen, screenAudio } = this.#tracks;
    const camera = this.#limits?.paused ? null : video;
    if (this.#separateScreen && this.#transceivers.screen) return { audio, video: camera, screen, screenAudio };
    return { audio: audio ?? screenAudio, video: screen ?? camera, screen: null, screenAudio: null };
  }

  /**
   * The statistics of each picture that is sent, and of the voice and the camera that come: they cost less than those of
   * the whole connection. Empty where no picture is sent.
   */
  async lineReports() {
    const { audio, video, screen } = this.#transceivers;
    const senders = [video?.sender, screen?.sender].filter((sender) => sender?.track);
    if (senders.length === 0) return [];
    const sent = senders.map((sender) => /** @type {RTCRtpSender} */ (sender).getStats());
    // Some browsers lack these.
    const come = [audio, video].map((one) => tryOrUndefinedAsync(() => one?.receiver.getStats()));
    return (await Promise.all([...sent, ...come])).filter((report) => report !== undefined);
  }

  /**
   * When the camera's last frame came, in milliseconds; null: none in the last seconds, or the browser does not say. That
   * costs a fifteenth of a look at the statistics.
   * @returns {number | null}
   */
  lastFrameAt() {
    const { video } = this.#transceivers;
    return tryOrUndefined(() => video?.receiver.getSynchronizationSources?.()[0]?.timestamp) ?? null;
  }

  applyLimits() {
    const limits = this.#limits;
    if (!limits) return;
    const { video } = this.#transceivers;
    for (const { sender } of Object.values(this.#transceivers)) {
      const limiter = this.#limiter(sender);
      if (sender.track?.kind === "audio") limiter.apply({ audio: true });
      // The size of the camera's first picture is set before there is a camera.
      else if (sender.track || (this.#small && sender === video?.sender))
        limiter.apply(this.#videoRule(sender.track, limits));
    }
  }

  /** @param {RTCRtpSender} sender */
  #limiter(sender) {
    const limiter = this.#limiters.get(sender) ?? new SenderLimiter(sender);
    this.#limiters.set(sender, limiter);
    return limiter;
  }

  /**
   * @param {MediaStreamTrack | null} track
   * @param {SenderLimits} limits
   * @returns {import("./sender_limits.js").VideoRule}
   */
  #videoRule(track, limits) {
    const { camera, screen } = limits;
    const height = this.#tiny ? TINY_HEIGHT : FIRST_HEIGHT;
    const first = this.#small ? { ...camera, height: Math.min(camera.height ?? height, height) } : camera;
    const limit = track && track === this.#tracks.screen ? screen : first;
    return { audio: false, limit, codecs: this.#codecsFor(limits.overloaded) };
  }
}
