/** What follows from the browser's estimate of what can go out: the bits of the voice, and whether the camera keeps its size. */

/**
 * From the thinnest line up.
 * @type {{ below: number, bitrate: number }[]} `below`: bits a second that can go out
 */
const STEPS = [
  { below: 130_000, bitrate: 16_000 },
  { below: 200_000, bitrate: 24_000 },
];
/**
 * Bits a second below which sound is sent in few packets, and from which on in many again. RED sends everything twice,
 * and the headers of 50 packets a second take another 28 kbit/s. The change must not be frequent.
 */
const SPARSE = 110_000;
/** Estimates in a row, if nothing else is wrong: a page that is busy for a moment makes one too low. */
const SPARSE_LOOKS = 3;
const AMPLE = 180_000;
/** By how much more than a step needs must be there before a step up: the estimate wavers. */
const MARGIN = 1.2;
/** Bits a second from which on a picture of full size looks good, and below which it does not any more. */
const WIDE = 800_000;
const NARROW = 500_000;

/** @param {number} available */
function stepAt(available) {
  const step = STEPS.findIndex(({ below }) => available < below);
  return step < 0 ? STEPS.length : step;
}

export class EstimateLimits {
  /**
   * Whether the line takes a picture of full size. Chromium begins a call with a small one, and enlarges it only after
   * many seconds.
   */
  wide = false;
  #step = STEPS.length;
  #sparse = false;
  #lossy = false;
  #thinLooks = 0;
  /** Whether the browser has estimates at all. */
  #hasEstimate = false;

  /**
   * What the voice may send; null: the browser's own choice, 32 kbit/s in Chromium.
   * @returns {Pick<AudioLimit, "bitrate" | "sparse">}
   */
  get audio() {
    return { bitrate: STEPS[this.#step]?.bitrate ?? null, sparse: this.#sparse };
  }

  /** The line has no room for a picture, whatever the estimate is: the sound makes itself small at once. */
  onPause() {
    this.#apply(0, true);
  }

  /**
   * @param {number | null} available bits a second
   * @param {{ held?: boolean, amiss?: boolean, lossy?: boolean }} [facts] `held`: the line has no room for a picture, and the
   *   estimate is out of date; `amiss`: the call may be bad; `lossy`: the estimate is low because packets are lost, not
   *   because they wait
   */
  push(available, { held = false, amiss = false, lossy = false } = {}) {
    this.#lossy = lossy;
    this.#hasEstimate ||= available !== null;
    if (held) this.onPause();
    else if (available !== null) this.#apply(available, amiss);
    else if (!this.#hasEstimate) this.#free();
  }

  /** @param {number} available @param {boolean} amiss */
  #apply(available, amiss) {
    this.#thinLooks = available < SPARSE ? this.#thinLooks + 1 : 0;
    this.#sparse = !this.#lossy && (this.#sparse ? available < AMPLE : this.#thinLooks >= (amiss ? 1 : SPARSE_LOOKS));
    this.wide = available >= (this.wide ? NARROW : WIDE);
    this.#step = Math.min(stepAt(available), Math.max(this.#step, stepAt(available / MARGIN)));
  }

  /** In a browser without estimates, nothing else would end what a pause has begun. */
  #free() {
    this.#step = STEPS.length;
    this.#sparse = false;
    this.#thinLooks = 0;
  }
}
