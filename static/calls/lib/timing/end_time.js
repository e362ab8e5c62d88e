/** An end time that the user chooses: today or on one of the next days, in the user's time zone. */

const DAYS = 7;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The proposal is a full hour, and not sooner than this. */
const SOONEST_MS = HOUR_MS / 2;

/** The days that can be chosen, each as its midnight. @param {Date} now */
export const endDays = (now) =>
  Array.from({ length: DAYS + 1 }, (_, ahead) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + ahead));

/** @param {number} value */
const twoDigits = (value) => String(value).padStart(2, "0");

/** "2026-06-10" and "14:30", as fields of a form have them. @param {Date} moment */
export const asFields = (moment) => ({
  day: [moment.getFullYear(), twoDigits(moment.getMonth() + 1), twoDigits(moment.getDate())].join("-"),
  clock: `${twoDigits(moment.getHours())}:${twoDigits(moment.getMinutes())}`,
});

/** What the form has at first. @param {Date} now */
export function proposedEnd(now) {
  const end = new Date(now.getTime() + SOONEST_MS + HOUR_MS - 1);
  end.setMinutes(0, 0, 0);
  return end;
}

/**
 * Milliseconds since 1970, or why that is no end time: no time was entered, it has passed, or it is more than a week
 * away, which the server refuses.
 * @param {string} day
 * @param {string} clock
 * @param {Date} now
 * @returns {number | "missing" | "past" | "far"}
 */
export function endTime(day, clock, now) {
  const end = new Date(`${day}T${clock}`).getTime();
  if (!clock || Number.isNaN(end)) return "missing";
  if (end <= now.getTime()) return "past";
  return end - now.getTime() > DAYS * DAY_MS ? "far" : end;
}
