/** Fills values into a translated text, by Django's JavaScript catalog. */

/** @param {string} text with placeholders like `%(name)s` @param {Record<string, unknown>} values */
export const filled = (text, values) => interpolate(text, values, true);
