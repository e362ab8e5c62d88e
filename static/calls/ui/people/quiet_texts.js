/** Words about people who do not want to be disturbed, through gettext. */

import { pageLocale } from "../../lib/browser/locale.js";
import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { filled } from "../../lib/filled.js";

const DAY_MS = 86_400_000;

/** The time of day, and the weekday of another day. @param {number} until milliseconds since 1970 */
export function untilTime(until) {
  const [now, moment] = [new Date(), new Date(Math.round(until / 60_000) * 60_000)];
  /** @type {Intl.DateTimeFormatOptions} */
  const time = { hour: "numeric", minute: "2-digit" };
  /** @type {Intl.DateTimeFormatOptions} */
  const day =
    moment.getTime() - now.getTime() > 6 * DAY_MS
      ? { dateStyle: "medium", timeStyle: "short" }
      : { weekday: "long", ...time };
  const options = moment.toDateString() === now.toDateString() ? time : day;
  return tryOrUndefined(() => new Intl.DateTimeFormat(pageLocale(), options).format(moment)) ?? moment.toTimeString();
}

/** What the styles know it by. @param {Status | undefined} status @param {Quiet} [quiet] */
export const shownStatus = (status, quiet) => (quiet ? "quiet" : (status ?? "unknown"));

/** As the status of a person; what it adds comes after a dot. @param {Quiet} quiet */
export function quietStatus({ until, note = "", rings = false }) {
  const status =
    until === null
      ? gettext("Do not disturb")
      : filled(gettext("Do not disturb until %(time)s"), { time: untilTime(until) });
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

/** On the button that shows it, where there is room for one number. @param {number | null} until milliseconds since 1970 */
export function timeLeft(until) {
  if (until === null) return gettext("On");
  const minutes = Math.max(1, Math.ceil((until - Date.now()) / 60_000));
  if (minutes < 120 && minutes !== 60) return filled(gettext("%(minutes)s min"), { minutes });
  return filled(gettext("%(hours)s h"), { hours: Math.round(minutes / 60) });
}

/** What the button says to screen readers. @param {number | null} until */
export const chipLabel = (until) =>
  until === null
    ? gettext("Do not disturb: On. Change it or turn it off.")
    : filled(gettext("Do not disturb: %(left)s left. Change it or turn it off."), { left: timeLeft(until) });

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
