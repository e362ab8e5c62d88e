/** One peer connection of a call and the tracks it carries; it knows no socket, no page, and not when to heal. */

import { Peer } from "./peer.js";

/** The session id in the `o=` line (RFC 8866, section 5.2): each RTCPeerConnection has its own. @param {string} [sdp] */
const origin = (sdp) => sdp?.match(/^o=\S+ (\S+)/m)?.[1];

/** @implements {LinkLike} */
export class Link {
  /** @type {Record<string, RTCRtpTransceiver | undefined>} */
  #lines = {};
  #pc;
  #peer;
  #tracks;
  #local;
  #remote = new MediaStream();

  /**
   * @param {object} parts
   * @param {RTCPeerConnection} parts.pc
   * @param {boolean} parts.polite
   * @param {{audio: MediaStreamTrack | null, video: MediaStreamTrack | null}} parts.tracks what this side sends
   * @param {LinkEvents} parts.on
   */
  constructor({ pc, polite, tracks, on }) {
    this.#pc = pc;
    this.#tracks = { ...tracks };
    // The track ids do not matter: an empty stream gives both lines one name, so that any client plays them in step.
    this.#local = new MediaStream();
    this.#peer = new Peer({ pc, polite, send: on.send, beforeAnswer: () => this.#adopt() });
    pc.onconnectionstatechange = () => on.state(pc.connectionState);
    pc.ontrack = ({ track }) => {
      this.#remote.addTrack(track);
      on.stream(this.#remote);
    };
  }

  /** Offers: sound and video both ways at once, whatever devices there are yet. */
  call() {
    for (const kind of /** @type {const} */ (["audio", "video"])) {
      this.#lines[kind] = this.#pc.addTransceiver(kind, { direction: "sendrecv", streams: [this.#local] });
      this.setTrack(kind, this.#tracks[kind]);
    }
  }

  /** Takes the lines that the peer's offer has made. */
  #adopt() {
    for (const line of this.#pc.getTransceivers()) {
      const kind = /** @type {"audio" | "video"} */ (line.receiver.track.kind);
      if (this.#lines[kind] || line.direction === "stopped") continue;
      this.#lines[kind] = line;
      line.direction = "sendrecv";
      line.sender.setStreams?.(this.#local);
      this.setTrack(kind, this.#tracks[kind]);
    }
  }

  /** @param {Signal} signal */
  receive(signal) {
    return this.#peer.receive(signal);
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

  /** What has come from the peer so far: packets of media by stream; by way, media, feedback and checks of the connection. */
  async counters() {
    /** @type {Counters} */
    const counters = { media: {}, link: {} };
    for (const [id, report] of /** @type {Map<string, any>} */ (await this.#pc.getStats())) {
      if (report.type === "inbound-rtp") counters.media[id] = report.packetsReceived ?? 0;
      if (report.type !== "candidate-pair") continue;
      const { bytesReceived = 0, responsesReceived = 0, requestsReceived = 0 } = report;
      counters.link[id] = bytesReceived + responsesReceived + requestsReceived;
    }
    return counters;
  }

  /** @param {"audio" | "video"} kind @param {MediaStreamTrack | null} track */
  setTrack(kind, track) {
    this.#tracks[kind] = track;
    // It rejects where the connection has been closed meanwhile, and then nothing is to be sent.
    this.#lines[kind]?.sender.replaceTrack(track).catch((error) => console.debug("track not sent", error));
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

  close() {
    this.#pc.onconnectionstatechange = this.#pc.ontrack = null;
    this.#pc.onnegotiationneeded = this.#pc.onicecandidate = null;
    this.#pc.close();
  }
}
