/** When a call was, in the user's time zone and language. */

import { pageLocale } from "../../lib/browser/locale.js";
import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { setText } from "../../lib/dom.js";
import { earlierDay, today, yesterday } from "../texts.js";

const DAY = 86_400_000;

const locale = pageLocale();
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" });
const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const fullDate = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long" });

/** @param {Date} moment */
const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();

/** @param {Date} moment */
function day(moment) {
  // Rounded: a day on which the clocks change has 23 or 25 hours.
  const ago = Math.round((midnight(new Date()) - midnight(moment)) / DAY);
  if (ago === 0) return today();
  if (ago === 1) return yesterday();
  return ago > 1 && ago < 7 ? weekday.format(moment) : date.format(moment);
}

/** A time that the browser cannot show stays as it is. @param {HTMLTimeElement} time @param {Date} moment */
export function showTime(time, moment) {
  const text = tryOrUndefined(() => earlierDay(day(moment), clock.format(moment)));
  if (text === undefined) return;
  setText(time, text);
  time.title = fullDate.format(moment);
}
