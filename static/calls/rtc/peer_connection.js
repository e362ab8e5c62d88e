/** One RTCPeerConnection of a call, with its negotiation, its transceivers and the data channel. */

import { tryOrUndefined } from "../lib/browser/try_or_undefined.js";
import { remoteCandidatesOf } from "./candidates/connection.js";
import { IceObserver } from "./connectivity/ice_observer.js";
import { CHANNEL } from "./data_channel.js";
import { fingerprintsOf } from "./fingerprints.js";
import { InboundCounters } from "./healing/inbound_counters.js";
import { framesDecodedIn } from "./healing/stats.js";
import { Negotiator } from "./negotiator.js";
import { adapted, INITIAL_SOUND, limitsSound } from "./remote_description.js";
import { Transceivers } from "./transceivers.js";

/**
 * The session id in the `o=` line (RFC 8866, section 5.2). Each RTCPeerConnection has another one.
 * @param {string} [sdp]
 */
const sessionId = (sdp) => sdp?.match(/^o=\S+ (\S+)/m)?.[1];

/** @implements {PeerConnectionLike} */
export class PeerConnection {
  #pc;
  #policy;
  #startBitrate;
  /** How sound is to be sent, and what of that the description says that was applied last. @type {AudioLimit} */
  #sound = INITIAL_SOUND;
  #appliedSound = JSON.stringify(INITIAL_SOUND);
  /** Whether the peer itself limits the bits of a sound. */
  #peerLimits = false;
  #ice;
  #candidates;
  #inbound;
  #negotiator;
  #transceivers;
  #on;
  /** @type {RTCDataChannel | null} */
  #channel = null;
  #main = new MediaStream();
  #screen = new MediaStream();
  #detached = false;

  /**
   * @param {object} parts
   * @param {RTCPeerConnection} parts.pc
   * @param {CodecsFor} parts.codecsFor
   * @param {boolean} parts.polite
   * @param {Tracks} parts.tracks what this side sends
   * @param {boolean} parts.separateScreen whether the peer shows a screen beside the camera; if not, it takes the camera's place
   * @param {number | null} parts.startBitrate what to begin with, in bits a second; null: the browser's own choice
   * @param {RTCIceTransportPolicy} parts.policy of the page; the connection may begin with a stricter one
   * @param {PeerConnectionEvents} parts.on
   */
  constructor({ pc, codecsFor, polite, tracks, separateScreen, startBitrate, policy, on }) {
    this.#pc = pc;
    this.#policy = policy;
    this.#startBitrate = startBitrate;
    this.#on = on;
    this.#ice = new IceObserver(pc);
    this.#candidates = remoteCandidatesOf(pc, (candidate) => this.#negotiator.onSignal({ candidate }));
    this.#inbound = new InboundCounters(pc);
    this.#transceivers = new Transceivers({ pc, codecsFor, tracks, separateScreen });
    this.#negotiator = new Negotiator({
      pc,
      polite,
      send: on.send,
      beforeAnswer: () => this.#onOffer(),
    });
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === "connected") this.#transceivers.onConnected();
      on.state(pc.connectionState);
    };
    pc.onsignalingstatechange = () => pc.signalingState === "stable" && this.#onNegotiated();
    pc.ontrack = ({ track, transceiver }) => this.#onTrack(track, this.#transceivers.sourceOf(transceiver));
  }

  /** Whether a description of the peer has been applied. */
  get hasRemoteDescription() {
    return Boolean(this.#pc.remoteDescription);
  }

  startOffer() {
    this.#openChannel();
    this.#transceivers.addAll();
    this.#negotiator.offer();
  }

  #onOffer() {
    if (/^m=application /m.test(this.#pc.remoteDescription?.sdp ?? "")) this.#openChannel();
    this.#transceivers.adopt();
  }

  /** The peer's codecs are known now, and nothing is sent yet: the encoder starts with the right one. */
  #onNegotiated() {
    this.#transceivers.applyLimits();
    this.#repackSound();
  }

  /** The browser encodes and packs sound as the peer's description says. */
  #repackSound() {
    if (JSON.stringify(this.#sound) === this.#appliedSound) return;
    this.#negotiator.reapply((description) => this.#adapted(description));
  }

  /** @param {RTCSessionDescriptionInit} description of the peer's @param {number | null} [startBitrate] of a new one */
  #adapted(description, startBitrate = null) {
    this.#appliedSound = JSON.stringify(this.#sound);
    return adapted(description, { startBitrate, sound: this.#sound, limits: this.#peerLimits });
  }

  #openChannel() {
    if (this.#channel) return;
    this.#channel = this.#pc.createDataChannel(CHANNEL.label, CHANNEL.options);
    this.#on.channel(this.#channel);
  }

  /** @param {MediaStreamTrack} track @param {TrackSource} [source] */
  #onTrack(track, source) {
    if (!source) return;
    const stream = source === "screen" || source === "screenAudio" ? this.#screen : this.#main;
    stream.addTrack(track);
    this.#on.streams({ main: this.#main, screen: this.#screen });
  }

  /** @param {Signal} signal */
  async onSignal(signal) {
    this.#ice.onSignal(signal);
    if (signal.candidate) this.#candidates.onCandidate(signal.candidate);
    if (signal.description) await this.#onDescription(signal.description);
  }

  /** @param {RTCSessionDescriptionInit} description */
  #onDescription(description) {
    const bare = this.#candidates.onDescription(description);
    this.#peerLimits = limitsSound(description);
    const applied = this.#negotiator.onSignal({ description: this.#adapted(bare, this.#startBitrate) });
    this.#candidates.advance();
    return applied;
  }

  /**
   * Whether a description is from another peer connection than the one at the other end: the peer
   * has made a new one.
   * @param {RTCSessionDescriptionInit} description
   */
  isFromNewPeerConnection(description) {
    const known = sessionId(this.#pc.remoteDescription?.sdp);
    return known !== undefined && known !== sessionId(description.sdp);
  }

  report() {
    return this.#pc.getStats();
  }

  lineReports() {
    return this.#transceivers.lineReports();
  }

  lastFrameAt() {
    return this.#transceivers.lastFrameAt();
  }

  async framesDecoded() {
    return framesDecodedIn(await this.report());
  }

  /** To be called at even intervals. */
  counters() {
    return this.#inbound.read();
  }

  /** What ICE has found out so far. */
  iceFacts() {
    return this.#ice.facts();
  }

  /** The certificates at both ends. */
  fingerprints() {
    return fingerprintsOf(this.#pc);
  }

  /**
   * Resolves once the tracks are sent.
   * @param {Tracks} tracks what this side sends from now on
   * @param {boolean} separateScreen
   */
  setTracks(tracks, separateScreen) {
    return this.#transceivers.setTracks(tracks, separateScreen);
  }

  /** @param {SenderLimits} limits */
  limit(limits) {
    this.#transceivers.limit(limits);
    this.#sound = limits.audio;
    this.#repackSound();
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers: servers });
  }

  /** The next search for a path finds direct ones, too. False if that changes nothing. */
  allowDirect() {
    const configuration = this.#pc.getConfiguration();
    if (configuration.iceTransportPolicy === this.#policy) return false;
    const allow = () => this.#pc.setConfiguration({ ...configuration, iceTransportPolicy: this.#policy });
    tryOrUndefined(allow);
    // An offer that is open finds none, even if it is sent again.
    if (this.#pc.signalingState === "have-local-offer") this.#pc.restartIce();
    return this.#pc.getConfiguration().iceTransportPolicy === this.#policy;
  }

  /**
   * Looks for a new path to the peer. An offer without an answer is sent again instead, since it
   * may have been lost.
   */
  restartIce() {
    if (this.#detached) return;
    if (this.#pc.signalingState === "have-local-offer") this.resendDescription();
    else this.#pc.restartIce();
  }

  resendDescription() {
    this.#negotiator.resendDescription();
  }

  /** Sends this side's candidates again, with the offer if that has no answer yet. */
  resendCandidates() {
    if (this.#pc.signalingState === "have-local-offer") this.resendDescription();
    else this.#negotiator.resendCandidates();
  }

  /** Keeps the media going, and reports and sends nothing any more. */
  detach() {
    this.#detached = true;
    this.#candidates.close();
    this.#pc.onconnectionstatechange = this.#pc.ontrack = null;
    this.#pc.onnegotiationneeded = this.#pc.onicecandidate = this.#pc.onsignalingstatechange = null;
  }

  close() {
    this.detach();
    this.#transceivers.close();
    this.#pc.close();
  }
}
