/** Notices when the pictures of a <video> stop coming. */

import { tryOrUndefined } from "../../../lib/browser/try_or_undefined.js";
import { Timers } from "../../../lib/timing/timers.js";

const LOOK_MS = 500;
/** Milliseconds without a frame after which a picture counts as frozen. */
const FROZEN_MS = 2_000;
/** Pixels of the short side: smaller frames only measure the peer's line (see congestion/video_governor.js). */
const MEASURING = 100;

export class PictureWatch {
  #video;
  #onchange;
  #now;
  #timers = new Timers();
  #waiting = false;
  /** When the last frame came; null before the first. @type {number | null} */
  #last = null;
  /** @type {PictureFlow} */
  #flow = "moving";

  /**
   * @param {Pick<HTMLVideoElement, "requestVideoFrameCallback">} video
   * @param {() => void} onchange
   * @param {() => number} now milliseconds
   */
  constructor(video, onchange, now = () => performance.now()) {
    this.#video = video;
    this.#onchange = onchange;
    this.#now = now;
  }

  get flow() {
    return this.#flow;
  }

  /** Whether a frame has come since a picture is expected. */
  get begun() {
    return this.#last !== null;
  }

  /** @param {boolean} expected whether there should be a moving picture */
  watch(expected) {
    const watching = this.#timers.has("look");
    if (expected && !watching) this.#look();
    if (expected || !watching) return;
    this.#timers.clearAll();
    this.#last = null;
    this.#set("moving");
  }

  #look() {
    this.#timers.after("look", LOOK_MS, () => this.#look());
    this.#awaitFrame();
    // A hidden page draws nothing.
    if (document.hidden && this.#last !== null) this.#last = this.#now();
    const still = this.#last === null ? 0 : this.#now() - this.#last;
    if (still >= FROZEN_MS) this.#set("frozen");
    else if (still > 2 * LOOK_MS) this.#set("still");
  }

  /** One frame in each look is enough; while none came, the first one counts at once. */
  #awaitFrame() {
    if (this.#waiting) return;
    const request = tryOrUndefined(() =>
      this.#video.requestVideoFrameCallback?.((_now, { width, height }) => {
        this.#waiting = false;
        if (Math.min(width, height) > MEASURING) this.#onFrame();
        else if (this.#flow !== "moving") this.#awaitFrame();
      }),
    );
    this.#waiting = request !== undefined;
  }

  #onFrame() {
    if (!this.#timers.has("look")) return;
    const begins = !this.begun;
    this.#last = this.#now();
    if (begins && this.#flow === "moving") this.#onchange();
    this.#set("moving");
  }

  /** @param {PictureFlow} flow */
  #set(flow) {
    if (flow === this.#flow) return;
    this.#flow = flow;
    this.#onchange();
  }
}
