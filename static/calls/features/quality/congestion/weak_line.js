/** Holds this side's pictures back while its line is too small for them, and lets the two pages know it of each other. */

import { LineMonitor } from "./line_monitor.js";
import { restrict } from "./restrict.js";

/**
 * @typedef {object} WeakLineParts
 * @property {Pick<CallContext, "lineReports" | "lastFrameAt"> & { channel: Pick<ChannelLike, "open" | "on" | "onchange" | "send"> }} call
 * @property {{ readonly state: MediaState, readonly outgoing: Pick<Tracks, "audio" | "screenAudio"> }} media
 * @property {() => void} onchange
 */

export class WeakLine {
  /** Whether the peer's page holds its pictures back. */
  heldByPeer = false;
  /** Whether the peer's page has been told that this one does. */
  #told = false;
  /** What the pictures may send at most, apart from what the line allows. */
  #usual = "";
  #parts;
  #monitor;

  /** @param {WeakLineParts} parts */
  constructor(parts) {
    const { channel } = parts.call;
    this.#parts = parts;
    channel.on("video-held", ({ held, missing }) => {
      const again = this.heldByPeer && held !== true;
      this.heldByPeer = held === true;
      // Both directions share each of the two lines.
      if (again) this.onWideningHint();
      if (this.heldByPeer && missing === true) this.#monitor.onMissedByPeer();
      parts.onchange();
    });
    channel.on("video-gap", () => this.#monitor.onGap());
    channel.onchange(() => this.#onChannelChange());
    this.#monitor = new LineMonitor({
      reports: () => parts.call.lineReports(),
      lastFrameAt: () => parts.call.lastFrameAt(),
      ongap: () => channel.send({ type: "video-gap" }),
      hasSound: () => this.#hasSound,
      onchange: () => this.#onLineChange(),
    });
  }

  get flow() {
    return this.#monitor.flow;
  }

  /** Whether this side's pictures are held back. */
  get held() {
    return this.#monitor.pauses;
  }

  /** @param {SenderLimits} limits @returns {SenderLimits} */
  restrict(limits) {
    const { channel } = this.#parts.call;
    const usual = JSON.stringify([limits.camera.bitrate, limits.screen.bitrate, limits.paused]);
    if (usual !== this.#usual) this.#monitor.onLimits();
    this.#usual = usual;
    return restrict(limits, this.#monitor.restriction, this.#parts.media.state.screen && channel.open);
  }

  /** The line has perhaps become wider: if the picture waits for that, it is tried at once. */
  onWideningHint() {
    this.#monitor.onWideningHint();
  }

  /** @param {boolean} lossy whether the line loses packets that do not wait */
  onLoss(lossy) {
    this.#monitor.onLoss(lossy);
  }

  close() {
    this.#monitor.close();
  }

  /**
   * Without a microphone or the sound of a shared tab there is no sound to protect. A muted microphone is still one: its
   * voice must not meet a full line when it is turned on again.
   */
  get #hasSound() {
    const { audio, screenAudio } = this.#parts.media.outgoing;
    return Boolean(audio || screenAudio);
  }

  #onLineChange() {
    if (this.held !== this.#told) this.#tell();
    this.#parts.onchange();
  }

  /** The peer's page has perhaps been reloaded; or it is out of reach, and what it said is out of date. */
  #onChannelChange() {
    if (this.#parts.call.channel.open) this.#tell();
    else this.heldByPeer = false;
  }

  #tell() {
    const { held } = this;
    const missing = this.#monitor.misses && { missing: true };
    if (this.#parts.call.channel.send({ type: "video-held", held, ...missing })) this.#told = held;
  }
}
