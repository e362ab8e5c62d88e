/**
 * How large the picture of a camera begins. Chromium drops the first frames of a picture that is too large for the
 * bit rate at that time, and tries a smaller one with each of them, which takes 30 to 70 ms. A small one is there
 * with its first frame, and is encoded sooner.
 */

/**
 * Lines of the short side of the very first frames. Chromium begins with 300 kbit/s. The sound is taken off that, and
 * below 300 it drops all that has more than 320 x 240 pixels.
 */
export const TINY_HEIGHT = 180;

/** Milliseconds from when they can be sent. By then, Chromium has measured the line. */
export const TINY_MS = 250;

/** Lines of the short side after that. */
export const FIRST_HEIGHT = 360;

/** Milliseconds, if the line is not known to be wide before. By then, the page's limits say what fits. */
export const FIRST_MS = 5_000;
