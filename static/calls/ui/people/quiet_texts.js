/** Words about people who do not want to be disturbed, through gettext. */

import { pageLocale } from "../../lib/browser/locale.js";
import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { filled } from "../../lib/filled.js";

const DAY_MS = 86_400_000;

/** @typedef {Intl.DateTimeFormatOptions} Options */

/** @type {Options} */
const TIME = { hour: "numeric", minute: "2-digit" };

/**
 * The time of day, and the weekday of another day.
 * @param {number} until milliseconds since 1970
 * @param {"long" | "short"} [weekday]
 */
export const untilTime = (until, weekday = "long") =>
  formatEnd(until, TIME, { weekday, ...TIME }, { dateStyle: "medium", timeStyle: "short" });

/** The time of day, or else the day alone: where there is little room. @param {number} until milliseconds since 1970 */
export const shortEnd = (until) => formatEnd(until, TIME, { weekday: "short" }, { day: "numeric", month: "short" });

/** @param {number} until @param {Options} today @param {Options} soon within six days @param {Options} later */
function formatEnd(until, today, soon, later) {
  const [now, moment] = [new Date(), new Date(Math.round(until / 60_000) * 60_000)];
  const otherDay = moment.getTime() - now.getTime() > 6 * DAY_MS ? later : soon;
  const options = moment.toDateString() === now.toDateString() ? today : otherDay;
  return (
    tryOrUndefined(() => spaced(new Intl.DateTimeFormat(pageLocale(), options).formatToParts(moment))) ??
    moment.toTimeString()
  );
}

/** Chinese has nothing between the weekday and the time. @param {Intl.DateTimeFormatPart[]} parts */
const spaced = (parts) =>
  parts
    .map(({ type, value }, at) =>
      type === "weekday" && /^(hour|dayPeriod)$/.test(parts[at + 1]?.type ?? "") ? `${value} ` : value,
    )
    .join("");

/** What the styles know it by. @param {Status | undefined} status @param {Quiet} [quiet] */
export const shownStatus = (status, quiet) => (quiet ? "quiet" : (status ?? "unknown"));

/** As the status of a person; what it adds comes after a dot. @param {Quiet} quiet */
export function quietStatus({ until, note = "", rings = false }) {
  const status =
    until === null
      ? gettext("Do not disturb")
      : filled(gettext("Do not disturb until %(time)s"), { time: untilTime(until, "short") });
  return [status, note, rings ? gettext("your call rings") : ""].filter(Boolean).join(" · ");
}

/** Of a call that did not ring: its placeholders are the name and `quietValues`. @param {Quiet} quiet */
export function quietEnding({ until, note }) {
  if (until === null)
    return note
      ? gettext("%(name)s does not want to be disturbed: “%(note)s” They will see that you called.")
      : gettext("%(name)s does not want to be disturbed. They will see that you called.");
  return note
    ? gettext("%(name)s does not want to be disturbed until %(time)s: “%(note)s” They will see that you called.")
    : gettext("%(name)s does not want to be disturbed until %(time)s. They will see that you called.");
}

/** @param {Quiet} quiet */
export const quietValues = ({ until, note = "" }) => ({ time: until === null ? "" : untilTime(until), note });

/** On the button that shows it. @param {number | null} until milliseconds since 1970 */
export const chipText = (until) =>
  until === null ? gettext("On") : filled(gettext("Until %(time)s"), { time: untilTime(until, "short") });

/** What the button says to screen readers. @param {number | null} until */
export const chipLabel = (until) =>
  until === null
    ? gettext("Do not disturb: On. Change it or turn it off.")
    : filled(gettext("Do not disturb until %(time)s. Change it or turn it off."), { time: untilTime(until, "short") });

/** A day on which it may end. @param {Date} day @param {number} ahead days from today */
export function dayName(day, ahead) {
  if (ahead === 0) return gettext("Today");
  if (ahead === 1) return gettext("Tomorrow");
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { weekday: "short", day: "numeric", month: "short" };
  return tryOrUndefined(() => new Intl.DateTimeFormat(pageLocale(), options).format(day)) ?? day.toDateString();
}

/** Of a time that cannot be the end. @param {"missing" | "past" | "far"} problem */
export function endProblem(problem) {
  if (problem === "missing") return gettext("Enter a time.");
  if (problem === "past") return gettext("This time has passed. Choose a later one.");
  return gettext("Choose a time within the next 7 days.");
}

/** In the dialog that changes it. @param {number | null} until */
export const untilSentence = (until) =>
  until === null
    ? gettext("It is on until you turn it off.")
    : filled(gettext("It is on until %(time)s."), { time: untilTime(until) });

/** @param {{ on: boolean, until: number | null }} chosen */
export function chosenSentence({ on, until }) {
  if (!on) return gettext("Calls ring again.");
  if (until === null) return gettext("Calls do not ring until you turn this off.");
  return filled(gettext("Calls do not ring until %(time)s."), { time: untilTime(until) });
}
