/** Shows a hint with a remedy while the camera delivers nothing: the system has stopped it, or it is broken. */

import { Timers } from "../../lib/timing/timers.js";
import { chooseCamera, mutedBySystem, noCameraPicture, turnOnAgain } from "./texts.js";

/** A camera is often muted for a moment while it starts, or while the page is in the background. */
const MUTED_HINT_DELAY_MS = 3_000;
const FRAME_CHECK_INTERVAL_MS = 2_000;
/** Checks in a row without a new frame. Some cameras take seconds for their first one. */
const MAX_CHECKS_WITHOUT_FRAME = 4;
const STOPPED = "camera-stopped";
const NO_PICTURE = "camera-no-picture";

export class CameraWarnings {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  #muted = false;
  #frames = 0;
  #checksWithoutFrame = 0;
  /** @type {WeakSet<MediaStreamTrack>} about which the person knows */
  #known = new WeakSet();
  #timers = new Timers();
  #hints;
  #renew;
  #settings;

  /**
   * @param {{ hints: Pick<import("../../ui/stage/hints.js").Hints, "show" | "clear">, renew(): void, settings(): void }} parts `renew`: takes the camera again
   */
  constructor({ hints, renew, settings }) {
    this.#hints = hints;
    this.#renew = renew;
    this.#settings = settings;
  }

  /** @param {MediaStreamTrack | null} track null: off, or outside of a call */
  watch(track) {
    const muted = track?.muted ?? false;
    if (track === this.#track && muted === this.#muted) return;
    this.#track = track;
    this.#muted = muted;
    this.#timers.clearAll();
    this.#hints.clear(STOPPED);
    this.#hints.clear(NO_PICTURE);
    if (muted) this.#timers.after("muted", MUTED_HINT_DELAY_MS, () => this.#showStopped());
    else if (track) this.#startChecking(track);
  }

  #showStopped() {
    const action = { label: turnOnAgain(), act: this.#renew };
    this.#hints.show(STOPPED, { text: mutedBySystem("camera"), icon: "video-off", action });
  }

  /** @param {MediaStreamTrack} track */
  #startChecking(track) {
    const frames = framesOf(track);
    if (frames === null || this.#known.has(track)) return;
    this.#frames = frames;
    this.#checksWithoutFrame = 0;
    this.#timers.after("frames", FRAME_CHECK_INTERVAL_MS, () => this.#checkFrames(track));
  }

  /** @param {MediaStreamTrack} track */
  #checkFrames(track) {
    this.#timers.after("frames", FRAME_CHECK_INTERVAL_MS, () => this.#checkFrames(track));
    const frames = framesOf(track) ?? 0;
    const moves = frames > this.#frames;
    this.#frames = frames;
    this.#checksWithoutFrame = moves ? 0 : this.#checksWithoutFrame + 1;
    if (moves) this.#hints.clear(NO_PICTURE);
    else if (this.#checksWithoutFrame === MAX_CHECKS_WITHOUT_FRAME) this.#showNoPicture(track);
  }

  /** @param {MediaStreamTrack} track */
  #showNoPicture(track) {
    const known = () => {
      this.#known.add(track);
      this.#timers.clear("frames");
    };
    const act = () => {
      known();
      this.#settings();
    };
    const action = { label: chooseCamera(), act };
    this.#hints.show(NO_PICTURE, { text: noCameraPicture(), icon: "video-off", action, dismissed: known });
  }
}

/**
 * Frames that the camera has delivered; null if the browser does not tell (MediaStreamTrack Statistics, Media Capture
 * and Streams Extensions).
 * @param {MediaStreamTrack} track
 * @returns {number | null}
 */
function framesOf(track) {
  const { deliveredFrames } = Reflect.get(track, "stats") ?? {};
  return typeof deliveredFrames === "number" ? deliveredFrames : null;
}
