/**
 * How large the picture of a camera begins. Chromium drops the first frames of a picture that is too large for the
 * bit rate at that time, and tries a smaller one with each of them, which takes 30 to 70 ms. A small one is there
 * with its first frame, and is encoded sooner.
 */

/** Lines of the short side. */
export const FIRST_HEIGHT = 360;

/** Milliseconds, if the line is not known to be wide before. By then, the page's limits say what fits. */
export const FIRST_MS = 5_000;
