/** The media side of one call: its connection to the peer, what the peer sends, and the devices of both sides. */

import { tryOrReport } from "../lib/browser/report.js";
import { DataChannel } from "../rtc/data_channel.js";
import { BeforeAccept } from "../rtc/early/before_accept.js";
import { RingingDevices } from "../rtc/early/ringing_devices.js";
import { WithheldCandidates } from "../rtc/early/withheld_candidates.js";
import { MediaConnection } from "../rtc/media_connection.js";
import { NO_STREAMS } from "../rtc/streams.js";
import * as protocol from "../signaling/protocol.js";

/** @implements {CallContext} */
export class CallMedia {
  /** @type {MediaConnection | null} */
  #connection = null;
  #beforeAccept = new BeforeAccept({
    newConnection: (tracks, on, relayed) => this.#newConnection(tracks, on, relayed),
    send: (connection, signal) => this.#sendEarly(connection, signal),
    retry: (offer) => this.#connection?.onSignal({ description: offer }),
  });
  #ringingDevices = new RingingDevices({
    newConnection: (tracks, on, relayed) => this.#newConnection(tracks, on, relayed),
    ways: () => this.#ways,
    send: (connection, signal) => this.#sendEarly(connection, signal),
  });
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

  /** @param {{ details: CallDetails, parts: CallParts, onConnected: () => void, reportDevices: () => void }} call */
  constructor({ details, parts, onConnected, reportDevices }) {
    this.details = details;
    this.#parts = parts;
    this.#onConnected = onConnected;
    this.#reportDevices = reportDevices;
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
      newConnection: (on) =>
        (this.#connection ? null : this.#beforeAccept.use(on)) ?? this.#newConnection(media.outgoing, on),
      on: this.#events(),
    });
    this.updateTracks();
    // If the features fail to start, the call goes on without them.
    this.#features ??= tryOrReport(() => this.#parts.newFeatures?.(this));
  }

  /** The call rings here. @param {RTCSessionDescriptionInit} offer the caller's */
  prepare(offer) {
    this.#beforeAccept.prepare(offer);
  }

  /** How they may connect. See EarlyConnection. */
  get #ways() {
    return { isDirect: this.details.direct, hasRelay: this.#parts.early() };
  }

  /** Whether the server passes on what connects the two pages while it rings: through relays, or directly. */
  get connectsEarly() {
    return this.#parts.early() || this.details.direct;
  }

  /** The call rings here: connects to the caller, where that is possible. */
  connectEarly() {
    const { newId, canCall = true } = this.#parts;
    if (this.connectsEarly && canCall) this.#beforeAccept.connect(newId(), this.#ways);
  }

  /**
   * The server can pass that on from now on, or again: what it was to pass on before may be lost.
   * @param {boolean} isOther whether it says something else of direct connections than before
   */
  resyncEarly(isOther) {
    if (isOther || !this.#beforeAccept.isConnected) this.connectEarly();
  }

  /** The server cannot pass that on any more, nor what this device accepts with. */
  disconnectEarly() {
    this.#beforeAccept.disconnect();
  }

  /** The caller's connections to the devices that ring may not be direct any more. */
  closeDirect() {
    this.#ringingDevices.closeDirect();
  }

  /** The call rings here, and the network has changed. @param {RTCSessionDescriptionInit} offer the caller's */
  prepareAgain(offer) {
    this.#beforeAccept.prepareAgain(offer);
    this.connectEarly();
  }

  /** Accept was pressed. See BeforeAccept. @param {() => void} then */
  whenReady(then) {
    this.#beforeAccept.whenReady(then);
  }

  /** Whether Accept was pressed, and waits for a connection that is about to be up. */
  get isAcceptPending() {
    return this.#beforeAccept.isAcceptPending;
  }

  /** A signal of a connection that is made while the call rings. @param {Message} message */
  onEarly({ connection, description, candidate }) {
    if (!this.connectsEarly) return;
    const receiver = this.details.role === "caller" ? this.#ringingDevices : this.#beforeAccept;
    receiver.onSignal(connection, { description, candidate });
  }

  /** The connection that was made while it rang, and that this device has accepted with; null if there is none. */
  get acceptedConnection() {
    return this.#beforeAccept.connection;
  }

  /** The peer knows that this device has accepted. */
  confirm() {
    this.#beforeAccept.confirm();
  }

  /**
   * The call is accepted: it goes on over the connection that was made to that device, if there is one.
   * @param {string | null} id
   * @returns {boolean} whether this connection is used
   */
  takeOver(id) {
    const held = this.#ringingDevices.use(id);
    if (held) {
      this.#connection?.takeOver(held);
      this.updateTracks();
    }
    const isUsed = id !== null && this.#ringingDevices.isUsing(id);
    const withheld = this.#withheld.release();
    if (!isUsed) for (const candidate of withheld) this.#send({ candidate });
    return isUsed;
  }

  networkChanged() {
    this.#connection?.networkChanged();
    this.#ringingDevices.restart();
  }

  /**
   * The call is accepted here.
   * @param {Pick<import("./pending/pending_calls.js").PendingCall, "offer" | "candidates">} pending what has come from the caller
   */
  answer({ offer, candidates }) {
    if (this.acceptedConnection) return;
    const connection = this.#connection;
    const separated = offer && this.#beforeAccept.answer(offer);
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
    (this.#connection ?? this.#beforeAccept).setServers(servers);
    this.#ringingDevices.setServers(servers);
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
    this.#ringingDevices.setTracks(this.#parts.media.outgoing);
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

  /** The statistics of each picture that this side sends. */
  async pictureReports() {
    return this.#connection?.pictureReports() ?? [];
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
    this.#beforeAccept.close();
    this.#ringingDevices.close();
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

  /** @param {string} connection @param {Signal} signal */
  #sendEarly(connection, signal) {
    this.#parts.send(protocol.early(this.details.id, connection, signal));
  }

  /** @param {Streams} streams */
  #onStreams(streams) {
    this.streams = streams;
    this.#parts.show();
  }

  /** A shared screen has a track for itself while the peer's page can be reached over the channel. */
  #onChannelChange() {
    if (this.#closed) return;
    if (this.channel.open) this.confirm();
    this.updateTracks();
    this.#parts.show();
  }
}
