/** When the next morning begins, in the user's time zone. */

const BEGINS = 8;
/** Who is up before this hour has not been to bed yet: the morning is that of the same date. */
const NIGHT_ENDS = 4;

/** @param {Date} now */
export function secondsUntilMorning(now) {
  const morning = new Date(now);
  morning.setDate(now.getDate() + (now.getHours() < NIGHT_ENDS ? 0 : 1));
  morning.setHours(BEGINS, 0, 0, 0);
  return Math.ceil((morning.getTime() - now.getTime()) / 1000);
}
