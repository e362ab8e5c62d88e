/** Tells from one look at this side's line whether it takes less than what is sent. */

/** Bits a second below which the sound and a picture do not fit side by side, and the same for the smallest picture. */
const TOO_LITTLE = 100_000;
const TOO_LITTLE_FOR_SMALLEST = 65_000;
/** On a thin line, so many times more of the pictures is sent than fits: the queue of before, and repeats. */
const THIN = 300_000;
const OVERSENT = 1.4;
/** On a thin line these show together that its queue overflows: a share of lost packets, and seconds of waiting. */
const OVERFLOW_LOSS = 0.05;
const OVERFLOW_WAIT = 0.15;
/**
 * Where the browser has no estimate: a share of lost packets that only a full queue causes, or a smaller one with a
 * round trip that is longer by some seconds than the best one.
 */
const HEAVY_LOSS = 0.4;
const LOSS = 0.1;
const LONGER = 0.25;

/**
 * @param {LineState} line
 * @param {{ bestRoundTrip: number, smallest: boolean }} facts `bestRoundTrip`: seconds; `smallest`: the picture is as
 *   small as it can be
 */
export function isFull({ available, pictures, loss, roundTrip }, { bestRoundTrip, smallest }) {
  if (available === null) return loss >= HEAVY_LOSS || (loss >= LOSS && roundTrip > bestRoundTrip + LONGER);
  const overflows = loss >= OVERFLOW_LOSS && roundTrip > bestRoundTrip + OVERFLOW_WAIT;
  return (
    available < (smallest ? TOO_LITTLE_FOR_SMALLEST : TOO_LITTLE) ||
    (available < THIN && (pictures > OVERSENT * available || overflows))
  );
}
