/** Perfect negotiation (WebRTC 1.0, section 10.7) over one RTCPeerConnection. */

export class Negotiator {
  #makingOffer = false;
  #ignoreOffer = false;
  #settingAnswer = false;
  /** @type {RTCIceCandidateInit[]} candidates that came before their description */
  #early = [];
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
    pc.onnegotiationneeded = () => this.#offer();
    pc.onicecandidate = ({ candidate }) => candidate && send({ candidate: candidate.toJSON() });
  }

  async #offer() {
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

  /** Exchanges descriptions once more. Does nothing while an exchange is on its way. */
  async renegotiate() {
    if (this.#pc.signalingState === "stable" && !this.#makingOffer) await this.#offer();
  }

  /** Sends the current local description again, with the candidates found since. */
  resendDescription() {
    const description = this.#pc.localDescription;
    if (description) this.#send({ description: { type: description.type, sdp: description.sdp } });
  }

  /** @param {Signal} signal */
  async onSignal({ description, candidate }) {
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
