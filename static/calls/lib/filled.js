/** Fills values into a translated text, by Django's JavaScript catalog. */

/** Characters that are written from right to left, or change the direction of what follows. */
const REORDERING =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Explicit directional formatting characters (UAX #9, section 2). */
const FORMATTING = /[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A user's text, so that it does not change the order of what stands around it (UAX #9, isolates). One that reads in the
 * page's direction stays as it is: the isolates would be in the way of search and of voice control.
 * @param {string} text
 */
export const isolate = (text) =>
  REORDERING.test(text) || globalThis.document?.dir === "rtl" ? `\u2068${text.replace(FORMATTING, "")}\u2069` : text;

/** @param {string} text with placeholders like `%(name)s` @param {Record<string, unknown>} values */
export const filled = (text, values) =>
  interpolate(
    text,
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, typeof value === "string" ? isolate(value) : value]),
    ),
    true,
  );

/**
 * Puts our own sentences into another text: they are translated and filled already, so they are not isolated.
 * @param {string} text @param {Record<string, unknown>} values
 */
export const composed = (text, values) => interpolate(text, values, true);

/** Whole sentences, one after the other: Chinese has no space between them. @param {string[]} all empty ones are left out */
export const sentences = (...all) =>
  all
    .filter(Boolean)
    .reduce((first, second) => (first ? composed(gettext("%(first)s %(second)s"), { first, second }) : second), "");
