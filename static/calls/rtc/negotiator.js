/** Perfect negotiation (WebRTC 1.0, section 10.7) over one RTCPeerConnection. */

import { separate } from "./candidates/candidate.js";

/** Characters. The server takes a description of 60,000, and a machine with many addresses may have more candidates. */
const MAX_SDP = 50_000;

/** The ICE username fragment (RFC 8839, section 5.4), which changes with a restart. @param {RTCSessionDescriptionInit} description */
const ufrag = ({ sdp }) => sdp?.match(/^a=ice-ufrag:(\S+)/m)?.[1];

/**
 * The peer's offer as an answer, in which it keeps its DTLS role (RFC 8842, section 5.2).
 * @param {RTCSessionDescriptionInit} description the peer's
 * @param {RTCSessionDescriptionInit} local this side's
 * @returns {RTCSessionDescriptionInit}
 */
function asAnswer({ sdp = "" }, local) {
  const role = /^a=setup:active/m.test(local.sdp ?? "") ? "passive" : "active";
  return { type: "answer", sdp: sdp.replaceAll(/^a=setup:actpass/gm, `a=setup:${role}`) };
}

export class Negotiator {
  #makingOffer = false;
  #ignoreOffer = false;
  #settingAnswer = false;
  /** @type {RTCIceCandidateInit[]} candidates that came before their description */
  #early = [];
  /** @type {Promise<void> | null} null if a description was never applied again */
  #reapplied = null;
  #pc;
  #polite;
  #send;
  #beforeAnswer;

  /**
   * @param {object} parts
   * @param {RTCPeerConnection} parts.pc
   * @param {boolean} parts.polite whether this side gives way if two offers collide
   * @param {(signal: Signal) => void} parts.send
   * @param {() => void} [parts.beforeAnswer] runs after a remote offer is applied and before it is answered
   */
  constructor({ pc, polite, send, beforeAnswer = () => {} }) {
    this.#pc = pc;
    this.#polite = polite;
    this.#send = send;
    this.#beforeAnswer = beforeAnswer;
    pc.onnegotiationneeded = () => this.offer();
    pc.onicecandidate = ({ candidate }) => candidate && send({ candidate: candidate.toJSON() });
  }

  /** The first offer is begun at once: the browser's event may come a rendered frame later. */
  async offer() {
    if (this.#reapplied) await this.#reapplied;
    try {
      this.#makingOffer = true;
      await this.#pc.setLocalDescription();
      this.resendDescription();
    } catch (error) {
      if (this.#pc.signalingState !== "closed") throw error;
    } finally {
      this.#makingOffer = false;
    }
  }

  /**
   * Applies the peer's present description once more, in another form. The browser takes it as the answer to an offer
   * that the peer does not get to see: an exchange with the peer would take seconds on the line that needs it. Does
   * nothing during an exchange, or if one is due.
   * @param {(description: RTCSessionDescriptionInit) => RTCSessionDescriptionInit} adapt
   */
  reapply(adapt) {
    this.#reapplied = (this.#reapplied ?? Promise.resolve()).then(() => this.#reapply(adapt));
    return this.#reapplied;
  }

  /** @param {(description: RTCSessionDescriptionInit) => RTCSessionDescriptionInit} adapt */
  async #reapply(adapt) {
    const pc = this.#pc;
    const { currentLocalDescription: local, currentRemoteDescription: remote } = pc;
    if (pc.signalingState !== "stable" || this.#makingOffer || !local || !remote) return;
    let offered = false;
    try {
      this.#makingOffer = true;
      const offer = await pc.createOffer();
      if (ufrag(offer) !== ufrag(local) || pc.signalingState !== "stable") return;
      await pc.setLocalDescription(offer);
      offered = true;
      await pc.setRemoteDescription(asAnswer(adapt(remote), local));
    } catch (error) {
      console.debug("description not applied again", error);
      if (offered) await pc.setLocalDescription({ type: "rollback" });
    } finally {
      this.#makingOffer = false;
    }
  }

  /** Sends the current local description again, with the candidates found since. */
  resendDescription() {
    const description = this.#pc.localDescription;
    if (!description) return;
    const { type, sdp } = description;
    if (sdp.length <= MAX_SDP) return this.#send({ description: { type, sdp } });
    const separated = separate(sdp);
    this.#send({ description: { type, sdp: separated.sdp } });
    for (const candidate of separated.candidates) this.#send({ candidate });
  }

  /** Sends the candidates again that belong to the current local description. */
  resendCandidates() {
    for (const candidate of separate(this.#pc.localDescription?.sdp).candidates) this.#send({ candidate });
  }

  /** @param {Signal} signal */
  async onSignal({ description, candidate }) {
    if (this.#reapplied) await this.#reapplied;
    if (description) await this.#describe(description);
    if (candidate) await this.#add(candidate);
  }

  /** @param {RTCSessionDescriptionInit} description */
  async #describe(description) {
    const pc = this.#pc;
    // An offer that was sent twice is answered twice.
    if (description.type === "answer" && (this.#settingAnswer || pc.signalingState !== "have-local-offer")) return;
    const stable = pc.signalingState === "stable" || this.#settingAnswer;
    const collides = description.type === "offer" && (this.#makingOffer || !stable);
    this.#ignoreOffer = collides && !this.#polite;
    if (this.#ignoreOffer) return;
    this.#settingAnswer = description.type === "answer";
    try {
      await pc.setRemoteDescription(description);
    } finally {
      this.#settingAnswer = false;
    }
    for (const early of this.#early.splice(0)) await this.#add(early);
    if (description.type !== "offer") return;
    this.#beforeAnswer();
    await pc.setLocalDescription();
    this.resendDescription();
  }

  /** @param {RTCIceCandidateInit} candidate */
  async #add(candidate) {
    if (!this.#pc.remoteDescription) {
      this.#early.push(candidate);
      return;
    }
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      // A late candidate of an ignored offer, or of a closed peer connection, is normal.
      if (!this.#ignoreOffer) console.debug("candidate not used", error);
    }
  }
}
