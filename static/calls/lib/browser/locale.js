/** The locale of dates and numbers. */

import { tryOrUndefined } from "./try_or_undefined.js";

/** Some browsers list the system's own names of locales, such as "en-US@posix", which Intl refuses. @param {string} tag */
const isAccepted = (tag) => tryOrUndefined(() => Intl.getCanonicalLocales(tag).length > 0) ?? false;

/** @param {unknown} tag */
const languageOf = (tag) => String(tag).split("-")[0];

/**
 * The user's locale ("en-GB") if it has the page's language, so that text and dates do not mix
 * languages. Undefined is the browser's own locale.
 * @param {string} language of the page
 * @param {readonly string[]} wanted by the user, the most wanted first
 */
export const localeFor = (language, wanted) =>
  [...wanted.filter((tag) => languageOf(tag) === languageOf(language)), language].find(isAccepted);

/** The locale for this page. */
export const pageLocale = () =>
  localeFor(globalThis.document?.documentElement.lang ?? "en", tryOrUndefined(() => [...navigator.languages]) ?? []);

/** "a, b, c", or "a、b、c". @param {readonly string[]} items */
export const listed = (items) =>
  tryOrUndefined(() => new Intl.ListFormat(pageLocale(), { style: "narrow", type: "conjunction" }).format(items)) ??
  items.join(", ");
