/** Shows a hint while the system has stopped the camera, as a phone does for another app, and offers to take it again. */

import { Timers } from "../../lib/timers.js";
import { mutedBySystem, turnOnAgain } from "./texts.js";

/** A camera is often muted for a moment while it starts, or while the page is in the background. */
const PATIENCE_MS = 3_000;
const NAME = "camera-stopped";

export class CameraWarnings {
  /** @type {MediaStreamTrack | null} that is muted by the system */
  #muted = null;
  #timers = new Timers();
  #hints;
  #renew;

  /** @param {{ hints: Pick<import("../../ui/stage/hints.js").Hints, "show" | "clear">, renew(): void }} parts */
  constructor({ hints, renew }) {
    this.#hints = hints;
    this.#renew = renew;
  }

  /** @param {MediaStreamTrack | null} track null: off, or outside of a call */
  watch(track) {
    const muted = track?.muted ? track : null;
    if (muted === this.#muted) return;
    this.#muted = muted;
    this.#timers.clearAll();
    this.#hints.clear(NAME);
    if (muted) this.#timers.after("patience", PATIENCE_MS, () => this.#show());
  }

  #show() {
    const action = { label: turnOnAgain(), act: this.#renew };
    this.#hints.show(NAME, { text: mutedBySystem("camera"), icon: "video-off", action });
  }
}
