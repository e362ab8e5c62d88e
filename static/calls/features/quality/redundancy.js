/**
 * Whether the sound repeats itself (RED): at first, and for a while after each loss. A change costs up to 10 ms of sound,
 * so it ends in a pause.
 */

/** A share of lost packets that harms. One packet of a picture's hundred in a second is no sign of more. */
const LOSS = 0.01;
/** Seconds without loss after which it ends in the next pause, and in any case. */
const CLEAN = 20;
const LONGEST = 60;
/** How loud a pause is at most, of 1. */
const QUIET = 0.02;

export class Redundancy {
  on = true;
  #clean = 0;

  /**
   * @param {Metrics} metrics @param {number} seconds that they are of
   * @param {Assessment | undefined} received what the peer receives of this side, which it says sooner than its browser
   */
  push({ outbound: { loss, level } }, seconds, received) {
    if ((loss ?? 0) >= LOSS || received?.why === "loss") {
      this.#clean = 0;
      this.on = true;
      return;
    }
    // A browser that does not say what is lost leaves it on.
    if (loss !== null) this.#clean += seconds;
    const quiet = level !== null && level <= QUIET;
    if (this.#clean >= (quiet ? CLEAN : LONGEST)) this.on = false;
  }
}
