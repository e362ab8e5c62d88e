/** The screen that this device shares, with its sound if the browser supports that. */

import { failure } from "./capture.js";

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
  #devices;
  #onend;

  /**
   * @param {MediaDevices | undefined} devices
   * @param {() => void} onend the browser's own "Stop sharing" was pressed
   */
  constructor(devices, onend) {
    this.#devices = devices;
    this.#onend = onend;
  }

  get possible() {
    return Boolean(this.#devices?.getDisplayMedia);
  }

  /**
   * @param {() => boolean} isWanted whether it is still wanted once the user has chosen a screen
   * @returns {Promise<Failures>}
   */
  async share(isWanted) {
    if (this.videoTrack) return {};
    try {
      this.#use(await this.#devices?.getDisplayMedia(SCREEN), isWanted);
      return {};
    } catch (error) {
      // A user who closes the browser's dialog has decided against it. That is no failure.
      return failure(error) === "denied" ? {} : { screen: failure(error) };
    }
  }

  stop() {
    this.videoTrack?.stop();
    this.audioTrack?.stop();
    this.videoTrack = this.audioTrack = null;
  }

  /** @param {MediaStream | undefined} stream @param {() => boolean} isWanted */
  #use(stream, isWanted) {
    const [videoTrack] = stream?.getVideoTracks() ?? [];
    const [audioTrack] = stream?.getAudioTracks() ?? [];
    this.videoTrack = videoTrack ?? null;
    this.audioTrack = audioTrack ?? null;
    if (!videoTrack || !isWanted()) return this.stop();
    // Text stays sharp, whatever sounds with it. The switch "Smooth motion" changes this (devices/motion_switch.js).
    videoTrack.contentHint = "detail";
    if (audioTrack) audioTrack.contentHint = "music";
    videoTrack.onended = () => {
      if (this.videoTrack === videoTrack) this.stop();
      this.#onend();
    };
  }
}
