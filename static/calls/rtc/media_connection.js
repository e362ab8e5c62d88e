/**
 * The connection to the peer in one call: watches its peer connection, heals it, and replaces it
 * when nothing else helps.
 */

import { Timers } from "../lib/timing/timers.js";
import { ConnectionWatch } from "./connectivity/connection_watch.js";
import { Health } from "./healing/health.js";
import { InboundMonitor } from "./healing/inbound_monitor.js";
import { ReplaceableConnection } from "./healing/replaceable_connection.js";

/**
 * The caller's side restarts first. The callee's side acts later, in case the caller has not noticed;
 * both at once would collide.
 */
const RESTARTS = { caller: 3, callee: 6 };
const SAMPLE_MS = 500;
/** From the first frames through the relay to the search for a better way. */
const DIRECT_MS = 1_000;
/**
 * The small picture that was sent while it rang goes on for so many milliseconds, so that the peer sees a frame of it
 * at once. A larger one needs a new encoder first.
 */
const SMALL_MS = 120;

/**
 * @typedef {object} MediaConnectionEvents
 * @property {(signal: Signal) => void} send
 * @property {(streams: Streams) => void} streams what comes from the peer
 * @property {(channel: RTCDataChannel) => void} channel
 * @property {() => void} connected
 * @property {() => void} lost
 * @property {() => void} requestOffer the peer should send its offer again
 * @property {() => boolean} rejoin the peer is to make a new peer connection, too; false if the server cannot be reached
 * @property {() => boolean} expectsMedia whether the peer has reported that it always sends something
 * @property {() => boolean} expectsVideo whether the peer has reported that there is something to see
 * @property {() => void} expired
 * @property {() => void} broken the peer's offer cannot be used
 * @property {() => boolean} online whether the server can be reached
 * @property {(problem: NetworkProblem) => void} report tells the peer what is wrong with this side's network
 * @property {(problem: ConnectionProblem | null) => void} problem why the connection does not come up
 */

export class MediaConnection {
  #connection;
  /** @type {InboundMonitor | null} null while the peer's page reloads */
  #inbound = new InboundMonitor();
  #timers = new Timers();
  #health;
  #watch;
  #offers;
  #on;

  /**
   * @param {object} parts
   * @param {boolean} parts.offers whether this side offers and restarts; if both did, they would collide
   * @param {(on: PeerConnectionEvents) => PeerConnectionLike} parts.newConnection
   * @param {MediaConnectionEvents} parts.on
   */
  constructor({ offers, newConnection, on }) {
    this.#offers = offers;
    this.#on = on;
    this.#health = new Health({
      restarts: offers ? RESTARTS.caller : RESTARTS.callee,
      on: { ...on, restart: () => this.#restart(), rebuild: () => on.rejoin() && this.#replaceNow() },
    });
    this.#watch = new ConnectionWatch({
      ...on,
      facts: () => ({ ...this.#pc.iceFacts(), online: on.online() }),
    });
    this.#connection = new ReplaceableConnection({
      offers,
      newConnection,
      on: {
        ...on,
        state: (state) => this.#onState(state),
        replaced: () => this.#restartMonitor(),
        replacementFailed: () => this.#health.reset(),
      },
    });
  }

  get #pc() {
    return this.#connection.current;
  }

  /** Whether a description of the peer has been applied. */
  get hasRemoteDescription() {
    return this.#pc.hasRemoteDescription;
  }

  /** Whether something has come from the peer in the last seconds. */
  get alive() {
    return this.#connection.isReplacing || (this.#inbound?.alive ?? false);
  }

  /** Whether something has come from the peer in the last `seconds`. @param {number} seconds */
  hasHeardIn(seconds) {
    return this.#inbound?.hasHeardIn((seconds * 1000) / SAMPLE_MS) ?? false;
  }

  /** Whether media can flow, as far as is known. */
  get up() {
    return this.#health.up;
  }

  /** The call is accepted: media should come from now on. */
  start() {
    this.#health.start();
    this.#watch.start();
    this.#sampleRegularly();
  }

  /** The server can be reached again, so there is no reason to wait any longer. */
  retryNow() {
    this.#health.retryNow();
  }

  /**
   * The monitor sees within a second whether the path to the peer still works. If there was none
   * yet, this side starts again.
   */
  networkChanged() {
    this.#inbound?.networkChanged();
    if (this.#offers) this.#health.networkChanged();
  }

  /** What the peer's page says about its network. @param {NetworkProblem | null} problem */
  onPeerReport(problem) {
    this.#watch.onPeerReport(problem);
  }

  /** The call goes on over a connection that was made while it rang. @param {import("./early/held_connection.js").HeldConnection} held */
  takeOver(held) {
    const { pc } = held;
    this.#connection.takeOver((on) => held.use(on));
    this.#timers.after("limit", SMALL_MS, () => this.#connection.applyLimits());
    held.confirm();
    // The server has dropped what crossed Accept.
    pc.resendCandidates();
    if (pc.allowDirect()) this.#timers.after("direct", DIRECT_MS, () => pc === this.#pc && pc.restartIce());
  }

  /** Sends this side's offer or answer again. */
  resendDescription() {
    this.#pc.resendDescription();
  }

  /** The peer's page closes or reloads. It may come back with a new peer connection. */
  awaitPeer() {
    this.#inbound = null;
    this.#health.reset();
  }

  /**
   * The peer has a new peer connection. This side needs one, too, unless its own is new: then both
   * have started again.
   */
  onPeerRejoin() {
    if (this.#pc.hasRemoteDescription) return this.#replaceNow();
    // With two open offers it would be unclear which one an answer is for.
    this.#pc.resendDescription();
    this.#awaitConnection();
  }

  /** The peer goes on from another device. The current peer connection serves until the one to that device is up. */
  onPeerHandover() {
    if (this.#connection.isReplacing || !this.#health.up) return this.onPeerRejoin();
    this.#connection.replaceWhenReady();
    this.#restartMonitor();
    this.#health.expectReplacement();
  }

  /** Another device of this user's has the call: nothing is healed or sent here any more. */
  retire() {
    this.#timers.clearAll();
    this.#health.stop();
    this.#watch.stop();
    this.#pc.detach();
  }

  /** @param {Signal} signal */
  async onSignal(signal) {
    if (signal.description && this.#pc.isFromNewPeerConnection(signal.description)) {
      this.#replaceNow();
      // An answer from another peer connection was not for the new offer, which is on its way now.
      if (signal.description.type === "answer") return;
    }
    const pc = this.#pc;
    try {
      await pc.onSignal(signal);
    } catch (error) {
      if (pc !== this.#pc) return;
      console.warn("a signal could not be used", error);
      if (signal.description && !pc.hasRemoteDescription) this.#break();
    }
  }

  /** @param {Tracks} tracks @param {boolean} separateScreen whether the peer shows a screen beside the camera */
  setTracks(tracks, separateScreen) {
    return this.#pc.setTracks(tracks, separateScreen);
  }

  /** How much this side may send, now and after the peer connection is replaced. @param {SenderLimits} limits */
  limit(limits) {
    this.#connection.limit(limits);
  }

  report() {
    return this.#pc.report();
  }

  lineReports() {
    return this.#pc.lineReports();
  }

  lastFrameAt() {
    return this.#pc.lastFrameAt();
  }

  fingerprints() {
    return this.#pc.fingerprints();
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    this.#pc.setServers(servers);
  }

  close() {
    this.#timers.clearAll();
    this.#inbound = null;
    this.#health.stop();
    this.#watch.stop();
    this.#connection.close();
  }

  #break() {
    this.#watch.incompatible();
    this.#on.broken();
  }

  #replaceNow() {
    this.#connection.replaceNow();
    this.#watch.restart();
    this.#restartMonitor();
    this.#awaitConnection();
  }

  /** As long as a previous peer connection serves, nothing is lost. */
  #awaitConnection() {
    if (this.#connection.isReplacing) this.#health.expectReplacement();
    else this.#health.reset();
  }

  /** What was counted before tells nothing about a new path or a new peer connection. */
  #restartMonitor() {
    this.#inbound = new InboundMonitor();
  }

  /** @param {RTCPeerConnectionState} state */
  #onState(state) {
    if (state === "connected") this.#watch.connected();
    if (state === "connected" && this.#inbound) this.#restartMonitor();
    this.#health.onState(state);
  }

  #sampleRegularly() {
    this.#timers.after("sample", SAMPLE_MS, () => {
      this.#sampleRegularly();
      this.#sample();
    });
  }

  async #sample() {
    const pc = this.#pc;
    const counters = await pc.counters();
    if (pc !== this.#pc || !this.#inbound || this.#connection.isReplacing) return;
    this.#health.onInbound(this.#inbound.sample(counters, this.#on.expectsMedia()));
  }

  #restart() {
    if (this.#offers) this.#pc.restartIce();
    else if (!this.#pc.hasRemoteDescription) this.#on.requestOffer();
  }
}
