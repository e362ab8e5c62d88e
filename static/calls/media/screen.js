/** The screen that this device shares, with its sound where the browser can; it knows neither camera nor microphone. */

/**
 * Echo cancellation would take a film's voices for an echo. Where all that the computer plays is shared, this page is not to send the peer's own
 * voice back; and who shares goes on hearing what is shared.
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
  picture = null;
  /** @type {MediaStreamTrack | null} what it sounds like */
  sound = null;
  #devices;
  #onend;

  /** @param {MediaDevices | undefined} devices @param {() => void} onend the browser's own "Stop sharing" was pressed */
  constructor(devices, onend) {
    this.#devices = devices;
    this.#onend = onend;
  }

  get possible() {
    return Boolean(this.#devices?.getDisplayMedia);
  }

  /** Rejects where there is nothing to share, or the person would rather not. @param {() => boolean} still whether it is wanted still */
  async start(still) {
    const stream = await this.#devices?.getDisplayMedia(SCREEN);
    const [picture] = stream?.getVideoTracks() ?? [];
    const [sound] = stream?.getAudioTracks() ?? [];
    this.picture = picture ?? null;
    this.sound = sound ?? null;
    if (!picture || !still()) return this.stop();
    // Text is to stay sharp, whatever sounds beside it; who shows a film says so (motion.js).
    picture.contentHint = "detail";
    if (sound) sound.contentHint = "music";
    picture.onended = () => {
      if (this.picture === picture) this.stop();
      this.#onend();
    };
  }

  stop() {
    this.picture?.stop();
    this.sound?.stop();
    this.picture = this.sound = null;
  }
}
