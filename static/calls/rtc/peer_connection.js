/** One peer connection of a call, the tracks it carries and the pages' channel; it knows no socket, no page, and not when to heal. */

import { CHANNEL } from "./data_channel.js";
import { fingerprintsOf } from "./fingerprints.js";
import { Negotiator } from "./negotiator.js";
import { SenderLimiter } from "./sender_limits.js";

/** The session id in the `o=` line (RFC 8866, section 5.2): each RTCPeerConnection has its own. @param {string} [sdp] */
const origin = (sdp) => sdp?.match(/^o=\S+ (\S+)/m)?.[1];

/** The lines of each kind in their order in the description. A five-message client has the first of each only. */
/** @type {Record<string, TrackSource[]>} */
const ORDER = { audio: ["audio", "screenSound"], video: ["video", "screen"] };
/** Sound and picture first: clients that know one of each take these. @type {[TrackSource, "audio" | "video"][]} */
const LINES = [
  ["audio", "audio"],
  ["video", "video"],
  ["screen", "video"],
  ["screenSound", "audio"],
];

/** @implements {PeerConnectionLike} */
export class PeerConnection {
  /** @type {Partial<Record<TrackSource, RTCRtpTransceiver>>} */
  #lines = {};
  /** @type {WeakMap<RTCRtpSender, SenderLimiter>} */
  #throttles = new WeakMap();
  /** @type {SenderLimits | null} */
  #limits = null;
  #pc;
  #peer;
  #tracks;
  #beside;
  #on;
  #local;
  /** @type {RTCDataChannel | null} */
  #channel = null;
  #main = new MediaStream();
  #screen = new MediaStream();

  /**
   * @param {object} parts
   * @param {RTCPeerConnection} parts.pc
   * @param {boolean} parts.polite
   * @param {Tracks} parts.tracks what this side sends
   * @param {boolean} parts.beside whether the peer shows a screen beside the camera: else it goes in the camera's place
   * @param {PeerConnectionEvents} parts.on
   */
  constructor({ pc, polite, tracks, beside, on }) {
    this.#pc = pc;
    this.#tracks = tracks;
    this.#beside = beside;
    this.#on = on;
    // The track ids do not matter: an empty stream gives all lines one name, so that any client plays them in step.
    this.#local = new MediaStream();
    this.#peer = new Negotiator({ pc, polite, send: on.send, beforeAnswer: () => this.#adopt() });
    pc.onconnectionstatechange = () => on.state(pc.connectionState);
    pc.ontrack = ({ track, transceiver }) => this.#onTrack(track, this.#nameOf(transceiver));
  }

  /** Offers all lines both ways at once, whatever devices there are yet: nothing that is switched on later needs an offer. */
  call() {
    this.#openChannel();
    for (const [name, kind] of LINES) {
      this.#lines[name] = this.#pc.addTransceiver(kind, { direction: "sendrecv", streams: [this.#local] });
    }
    this.carry(this.#tracks, this.#beside);
  }

  /** Takes the lines that the peer's offer has made. */
  #adopt() {
    for (const line of this.#pc.getTransceivers()) {
      const name = this.#nameOf(line);
      if (!name || this.#lines[name] || line.direction === "stopped") continue;
      this.#lines[name] = line;
      line.direction = "sendrecv";
      line.sender.setStreams?.(this.#local);
    }
    if (/^m=application /m.test(this.#pc.remoteDescription?.sdp ?? "")) this.#openChannel();
    this.carry(this.#tracks, this.#beside);
  }

  #openChannel() {
    if (this.#channel) return;
    this.#channel = this.#pc.createDataChannel(CHANNEL.label, CHANNEL.options);
    this.#on.channel(this.#channel);
  }

  /** @param {RTCRtpTransceiver} line */
  #nameOf(line) {
    const { kind } = line.receiver.track;
    const alike = this.#pc.getTransceivers().filter(({ receiver }) => receiver.track.kind === kind);
    return ORDER[kind]?.[alike.indexOf(line)];
  }

  /** @param {MediaStreamTrack} track @param {TrackSource} [name] */
  #onTrack(track, name) {
    if (!name) return;
    const stream = name === "screen" || name === "screenSound" ? this.#screen : this.#main;
    stream.addTrack(track);
    this.#on.streams({ main: this.#main, screen: this.#screen });
  }

  /** @param {Signal} signal */
  onSignal(signal) {
    return this.#peer.onSignal(signal);
  }

  /** Whether nothing has come from the peer yet. */
  get fresh() {
    return !this.#pc.remoteDescription;
  }

  /** Whether a description comes from another peer connection than the one this link talks to: the peer has begun anew. @param {RTCSessionDescriptionInit} description */
  isFromAnother(description) {
    const known = origin(this.#pc.remoteDescription?.sdp);
    return known !== undefined && known !== origin(description.sdp);
  }

  /** Pictures of the peer's that have been decoded so far. */
  async frames() {
    let sum = 0;
    for (const report of /** @type {Map<string, any>} */ (await this.report()).values()) {
      if (report.type === "inbound-rtp") sum += report.framesDecoded ?? 0;
    }
    return sum;
  }

  /** What the browser counts of this connection. */
  report() {
    return this.#pc.getStats();
  }

  /** Whose certificates guard this connection. */
  fingerprints() {
    return fingerprintsOf(this.#pc);
  }

  /** What has come from the peer so far: packets of media by stream; by way, media, feedback and checks of the connection. */
  async counters() {
    /** @type {Counters} */
    const counters = { media: {}, link: {} };
    for (const [id, report] of /** @type {Map<string, any>} */ (await this.report())) {
      if (report.type === "inbound-rtp") counters.media[id] = report.packetsReceived ?? 0;
      if (report.type !== "candidate-pair") continue;
      const { bytesReceived = 0, responsesReceived = 0, requestsReceived = 0 } = report;
      counters.link[id] = bytesReceived + responsesReceived + requestsReceived;
    }
    return counters;
  }

  /** Resolves once the tracks are on the wire. @param {Tracks} tracks what this side sends from now on @param {boolean} beside */
  async carry(tracks, beside) {
    this.#tracks = tracks;
    this.#beside = beside;
    const { audio, video, screen, screenSound } = tracks;
    const apart = beside && this.#lines.screen;
    const carried = apart
      ? tracks
      : { audio: audio ?? screenSound, video: screen ?? video, screen: null, screenSound: null };
    const lines = /** @type {[TrackSource, RTCRtpTransceiver][]} */ (Object.entries(this.#lines));
    const changes = lines.map(async ([name, { sender }]) => {
      const track = carried[name] === video && this.#limits?.paused ? null : carried[name];
      if (sender.track !== track) await sender.replaceTrack(track);
    });
    // It rejects where the connection has been closed meanwhile, and then nothing is to be sent.
    await Promise.all(changes).catch((error) => console.debug("track not sent", error));
    this.#throttle();
  }

  /** How much may go out; said again and again, and done where it is not done yet. @param {SenderLimits} limits */
  limit(limits) {
    const paused = this.#limits?.paused ?? false;
    this.#limits = limits;
    if (limits.paused !== paused) this.carry(this.#tracks, this.#beside);
    else this.#throttle();
  }

  #throttle() {
    const limits = this.#limits;
    if (!limits) return;
    for (const { sender } of Object.values(this.#lines)) {
      const throttle = this.#throttles.get(sender) ?? new SenderLimiter(sender);
      this.#throttles.set(sender, throttle);
      if (sender.track?.kind === "audio") throttle.apply({ sound: true });
      else if (sender.track) {
        throttle.apply({ sound: false, limit: sender.track === this.#tracks.screen ? limits.screen : limits.camera });
      }
    }
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers: servers });
  }

  /** Looks for a new way to the peer. An offer that is not answered yet is sent again instead: it may have been lost. */
  restart() {
    if (this.#pc.signalingState === "have-local-offer") this.#peer.repeat();
    else this.#pc.restartIce();
  }

  repeat() {
    this.#peer.repeat();
  }

  /** Carries what it carries, and has nothing to say any more. */
  quiet() {
    this.#pc.onconnectionstatechange = this.#pc.ontrack = null;
    this.#pc.onnegotiationneeded = this.#pc.onicecandidate = null;
  }

  close() {
    this.quiet();
    this.#pc.close();
  }
}
