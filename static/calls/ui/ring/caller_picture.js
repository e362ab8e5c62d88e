/** The caller's picture in the dialog of an incoming call: it stands in the avatar's place while frames come. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { Timers } from "../../lib/timing/timers.js";

/** Without a frame for so many milliseconds, the caller's camera is off, or the line is down. */
const STILL_MS = 1_000;

export class CallerPicture {
  #place;
  #video;
  #timers = new Timers();
  /** Whether the picture has a place. */
  #expected = false;
  #live = false;
  /** Whether the browser was asked for the next frame. */
  #waiting = false;

  /**
   * @param {HTMLElement} place has the avatar, too: `data-picture` says whether it has room for a picture ("awaited"), shows
   *   one ("live"), or does neither ("none")
   * @param {HTMLVideoElement} video in it, muted
   */
  constructor(place, video) {
    this.#place = place;
    this.#video = video;
  }

  /**
   * @param {boolean} expected whether a picture may come. The room for it is there before, so that nothing moves.
   * @param {MediaStream | null} stream the caller's
   */
  show(expected, stream) {
    this.#expected = expected;
    const [track = null] = (expected && stream?.getVideoTracks()) || [];
    const { srcObject } = this.#video;
    const shown = srcObject instanceof MediaStream ? (srcObject.getTracks()[0] ?? null) : null;
    if (shown !== track) {
      this.#stop();
      // Without the caller's sound, whatever comes.
      this.#video.srcObject = track && new MediaStream([track]);
    }
    if (track) this.#awaitFrame();
    this.#render();
  }

  #stop() {
    this.#timers.clear("still");
    this.#live = false;
  }

  /** A browser that does not tell of frames shows the avatar: it would not tell when the camera goes off. */
  #awaitFrame() {
    if (this.#waiting) return;
    const request = tryOrUndefined(() =>
      this.#video.requestVideoFrameCallback?.((_now, { width, height }) => {
        this.#waiting = false;
        if (this.#video.srcObject) this.#onFrame(height > width);
      }),
    );
    this.#waiting = request !== undefined;
  }

  /** @param {boolean} upright as a phone sends it: it is shown whole */
  #onFrame(upright) {
    this.#live = true;
    this.#place.dataset.shape = upright ? "upright" : "wide";
    this.#timers.after("still", STILL_MS, () => {
      this.#live = false;
      this.#render();
    });
    this.#awaitFrame();
    this.#render();
  }

  #render() {
    this.#place.dataset.picture = !this.#expected ? "none" : this.#live ? "live" : "awaited";
  }
}
