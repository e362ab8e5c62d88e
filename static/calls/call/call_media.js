/** The media side of one call: its connection to the peer, what the peer sends, and the devices of both sides. */

import { tryOrReport } from "../lib/browser/report.js";
import { DataChannel } from "../rtc/data_channel.js";
import { WithheldCandidates } from "../rtc/early/withheld_candidates.js";
import { MediaConnection } from "../rtc/media_connection.js";
import { NO_STREAMS } from "../rtc/streams.js";
import * as protocol from "../signaling/protocol.js";
import { EarlyMedia } from "./early_media.js";

/** @implements {CallContext} */
export class CallMedia {
  /** @type {MediaConnection | null} */
  #connection = null;
  #withheld = new WithheldCandidates();
  /** Whether the peer has reported its devices. */
  #peerReported = false;
  #closed = false;
  /** Whether the devices were opened for this call with the camera; null if they were not opened. @type {boolean | null} */
  #openedWithCamera = null;
  /** @type {Promise<unknown>} */
  #opening = Promise.resolve();
  #parts;
  #onConnected;
  #reportDevices;
  /** @type {CallFeature | undefined} */
  #features;
  channel = new DataChannel();
  /** @type {Streams} */
  streams = NO_STREAMS;
  details;
  /** What is made ready before the call is accepted. */
  early;

  /** @param {{ details: CallDetails, parts: CallParts, onConnected: () => void, reportDevices: () => void }} call */
  constructor({ details, parts, onConnected, reportDevices }) {
    this.details = details;
    this.#parts = parts;
    this.#onConnected = onConnected;
    this.#reportDevices = reportDevices;
    this.early = new EarlyMedia({
      details,
      parts,
      newConnection: (tracks, on, relayed) => this.#newConnection(tracks, on, relayed),
      retry: (offer) => this.#connection?.onSignal({ description: offer }),
    });
    this.channel.onchange(() => this.#onChannelChange());
    // The features may still have to load. They release it.
    if (parts.newFeatures) this.channel.hold();
  }

  /** Null until this page is in the call. */
  get connection() {
    return this.#connection;
  }

  /** The caller offers, the callee is the polite side. Throws if the browser makes no peer connection. */
  connect() {
    const { media } = this.#parts;
    this.#connection = new MediaConnection({
      offers: this.details.role === "caller",
      // What was made ready is the first one. What replaces it is new.
      newConnection: (on) => (this.#connection ? null : this.early.use(on)) ?? this.#newConnection(media.outgoing, on),
      on: this.#events(),
    });
    // They say how much may be sent, before anything is. If they fail to start, the call goes on without them.
    this.#features ??= tryOrReport(() => this.#parts.newFeatures?.(this));
    this.updateTracks();
  }

  /**
   * The call is accepted: it goes on over the connection that was made to that device, if there is one.
   * @param {string | null} id
   * @returns {boolean} whether this connection is used
   */
  takeOver(id) {
    const held = this.early.take(id);
    if (held) {
      this.#connection?.takeOver(held);
      this.updateTracks();
    }
    const isUsed = this.early.hasTaken(id);
    const withheld = this.#withheld.release();
    if (!isUsed) for (const candidate of withheld) this.#send({ candidate });
    return isUsed;
  }

  networkChanged() {
    this.#connection?.networkChanged();
    this.early.networkChanged();
  }

  /**
   * The call is accepted here.
   * @param {Pick<import("./pending/pending_calls.js").PendingCall, "offer" | "candidates">} pending what has come from the caller
   */
  answer({ offer, candidates }) {
    if (this.early.accepted) return;
    const connection = this.#connection;
    const separated = offer && this.early.answer(offer);
    if (offer && !separated) connection?.onSignal({ description: offer });
    for (const candidate of [...(separated ?? []), ...candidates]) connection?.onSignal({ candidate });
  }

  /** The callee is the polite side. @param {Tracks} tracks @param {PeerConnectionEvents} on @param {boolean} [relayed] */
  #newConnection(tracks, on, relayed = false) {
    const { newConnection, servers } = this.#parts;
    const { id, role } = this.details;
    const polite = role === "callee";
    const separateScreen = this.channel.open;
    return newConnection({ call: id, polite, servers: servers(), tracks, separateScreen, relayed, on });
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    this.#connection?.setServers(servers);
    this.early.setServers(servers);
  }

  /** @returns {import("../rtc/media_connection.js").MediaConnectionEvents} */
  #events() {
    const { details } = this;
    const { send, transition, leave, checkServer, online, show } = this.#parts;
    const rejoin = () => send(protocol.rejoin(details.id));
    return {
      send: (signal) => this.#send(signal),
      streams: (streams) => this.#onStreams(streams),
      channel: (channel) => this.channel.attach(channel),
      connected: this.#onConnected,
      lost: () => {
        transition("lost");
        checkServer();
      },
      requestOffer: () => (details.since === null ? send(protocol.accept(details.id, true)) : rejoin()),
      rejoin,
      expectsMedia: () => this.#expectsMedia,
      expectsVideo: () => (details.remote.camera && !details.paused) || details.remote.screen,
      expired: () => leave(details.since === null ? "failed" : "lost"),
      broken: () => leave("failed"),
      online,
      report: (network) => {
        details.network = network;
        this.#reportDevices();
      },
      problem: (problem) => {
        details.problem = problem;
        if (!problem) details.network = null;
        show();
      },
    };
  }

  /**
   * A voice call opens no camera. One may be on already: from the settings, or from a video call
   * that lost to this call.
   * @param {boolean} camera
   */
  openDevices(camera = true) {
    if (this.#openedWithCamera !== camera) this.#opening = this.#open(camera);
    this.#openedWithCamera = camera;
    return this.#opening;
  }

  /** @param {boolean} camera */
  #open(camera) {
    const { media } = this.#parts;
    if (camera && this.details.video) return media.open();
    media.disable("camera");
    return media.open(["microphone"]);
  }

  /** Whether devices were opened for this call. */
  get usesDevices() {
    return this.#openedWithCamera !== null;
  }

  /** Resolves once this side's current tracks are sent. */
  updateTracks() {
    this.early.setTracks(this.#parts.media.outgoing);
    return this.#connection?.setTracks(this.#parts.media.outgoing, this.channel.open);
  }

  /** @param {MediaState & { network?: NetworkProblem | null }} devices */
  onPeerMedia({ microphone, camera, screen, network = null }) {
    this.#peerReported = true;
    this.details.remote = { microphone, camera, screen };
    this.#connection?.onPeerReport(network);
    this.#parts.show();
  }

  /** How much this side may send. @param {SenderLimits} limits */
  limit(limits) {
    this.#connection?.limit(limits);
  }

  /** Whether this side wants no picture of the peer's camera. @param {boolean} paused */
  pause(paused) {
    this.details.paused = paused;
    this.#parts.show();
  }

  /** The browser's statistics of the connection; null before there is one. */
  async report() {
    return this.#connection?.report() ?? null;
  }

  /** What shows how full this side's line is (see rtc/transceivers.js); empty if it sends no picture. */
  async lineReports() {
    return this.#connection?.lineReports() ?? [];
  }

  /** When the last frame of the peer's camera came (see rtc/transceivers.js). */
  lastFrameAt() {
    return this.#connection?.lastFrameAt() ?? null;
  }

  /**
   * The certificates of the current connection; null if the browser does not tell.
   * @returns {Promise<Fingerprints | null>}
   */
  async fingerprints() {
    return this.#connection?.fingerprints() ?? null;
  }

  close() {
    this.#closed = true;
    this.#features?.close();
    this.channel.detach();
    this.early.close();
    this.#connection?.close();
  }

  /** Whether the peer has reported that it sends sound or its camera. */
  get #expectsMedia() {
    const { remote, paused } = this.details;
    return this.#peerReported && (remote.microphone || (remote.camera && !paused));
  }

  /** @param {Signal} signal */
  #send(signal) {
    const { send, early } = this.#parts;
    const { role, accepted } = this.details;
    const signals = role === "caller" && !accepted && early() ? this.#withheld.filter(signal) : [signal];
    for (const { description, candidate } of signals) {
      if (description) send(protocol.describe(this.details, description));
      if (candidate) send(protocol.candidate(this.details, candidate));
    }
  }

  /** @param {Streams} streams */
  #onStreams(streams) {
    this.streams = streams;
    this.#parts.show();
  }

  /** A shared screen has a track for itself while the peer's page can be reached over the channel. */
  #onChannelChange() {
    if (this.#closed) return;
    if (this.channel.open) this.early.confirm();
    this.updateTracks();
    this.#parts.show();
  }
}
