/** The screen that this device shares, with its sound if the browser supports that. */

import { tryOrUndefined } from "../lib/browser/try_or_undefined.js";
import { failure } from "./capture/capture.js";

/**
 * Echo cancellation would take a film's voices for an echo. If the computer's whole sound is
 * shared, the peer must not hear their own voice in it, and the user keeps hearing what is shared.
 */
const SCREEN = {
  video: { frameRate: { ideal: 30, max: 30 } },
  audio: {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    restrictOwnAudio: true,
    suppressLocalAudioPlayback: false,
  },
};

export class SharedScreen {
  /** @type {MediaStreamTrack | null} */
  videoTrack = null;
  /** @type {MediaStreamTrack | null} */
  audioTrack = null;
  /** @type {{ wanted: boolean } | null} the browser's question about what to share, as long as it is open */
  #request = null;
  #devices;
  #pending;
  #onend;

  /**
   * @param {object} parts
   * @param {MediaDevices | undefined} parts.devices
   * @param {import("./capture/pending_requests.js").PendingRequests} parts.pending
   * @param {() => void} parts.onend the browser's own "Stop sharing" was pressed
   */
  constructor({ devices, pending, onend }) {
    this.#devices = devices;
    this.#pending = pending;
    this.#onend = onend;
  }

  get possible() {
    return Boolean(tryOrUndefined(() => this.#devices?.getDisplayMedia));
  }

  /** Whether it is shared, or will be once the person has chosen what to share. */
  get wanted() {
    return Boolean(this.videoTrack ?? this.#request?.wanted);
  }

  /**
   * Asks the browser at once: a press allows that for some seconds only.
   * @returns {Promise<Failures | null>} null if it is not wanted any more, or was asked for before
   */
  async share() {
    if (this.wanted) return null;
    if (this.#request && !this.#pending.isOverdue("screen")) {
      this.#request.wanted = true;
      return null;
    }
    const request = { wanted: true };
    this.#request = request;
    try {
      const stream = await this.#pending.watch(["screen"], this.#ask());
      if (request.wanted) this.#use(stream);
      else for (const track of stream.getTracks()) track.stop();
      return request.wanted ? {} : null;
    } catch (error) {
      // A person who closes the browser's dialog has decided against it. That is no failure.
      const why = failure(error);
      return request.wanted && why !== "denied" && why !== "dismissed" ? { screen: why } : null;
    } finally {
      if (this.#request === request) this.#request = null;
    }
  }

  /** @returns {Promise<MediaStream>} */
  async #ask() {
    return /** @type {MediaDevices} */ (this.#devices).getDisplayMedia(SCREEN);
  }

  /** Returns whether it was shared. What the person chooses from now on is released. */
  stop() {
    const shared = this.videoTrack !== null;
    if (this.#request) this.#request.wanted = false;
    this.videoTrack?.stop();
    this.audioTrack?.stop();
    this.videoTrack = this.audioTrack = null;
    return shared;
  }

  /** The call is over. A screen that is chosen now is not shared in the next call. */
  close() {
    this.stop();
    this.#request = null;
  }

  /** @param {MediaStream} stream */
  #use(stream) {
    const [videoTrack] = stream.getVideoTracks();
    const [audioTrack] = stream.getAudioTracks();
    this.videoTrack = videoTrack ?? null;
    this.audioTrack = audioTrack ?? null;
    // It may have ended before the listener was added.
    if (!videoTrack || videoTrack.readyState === "ended") return void this.stop();
    // Text stays sharp, whatever sounds with it. The switch "Smooth motion" changes this (devices/motion_switch.js).
    videoTrack.contentHint = "detail";
    if (audioTrack) audioTrack.contentHint = "music";
    videoTrack.onended = () => {
      if (this.videoTrack === videoTrack) this.stop();
      this.#onend();
    };
  }
}
