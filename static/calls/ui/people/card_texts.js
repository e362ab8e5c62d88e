/** How past calls ended, as the history says it, through gettext. */

/** @type {Record<string, () => string>} */
const PLACED = {
  "hung-up": () => gettext("Ended"),
  declined: () => gettext("Declined"),
  cancelled: () => gettext("You cancelled"),
  "no-answer": () => gettext("No answer"),
  busy: () => gettext("Was in another call"),
  offline: () => gettext("Was offline"),
  lost: () => gettext("Connection lost"),
  failed: () => gettext("Could not connect"),
  "ended-by-staff": () => gettext("Ended by staff"),
};

/** @type {Record<string, () => string>} */
const RECEIVED = {
  ...PLACED,
  declined: () => gettext("You declined"),
  cancelled: () => gettext("Missed"),
  "no-answer": () => gettext("Missed"),
  busy: () => gettext("Missed while you were in a call"),
  offline: () => gettext("Missed while you were offline"),
};

/** @type {Record<string, () => string>} */
const WITHHELD = {
  blocked: () => gettext("Blocked call"),
  "not-allowed": () => gettext("Missed, not put through"),
};

/** Empty for a reason that this page does not know. @param {PastCall} call */
export function pastEnding({ role, reason, withheld = "", do_not_disturb: quiet = false }) {
  if (quiet)
    return role === "caller"
      ? gettext("Did not want to be disturbed")
      : gettext("Missed while you did not want to be disturbed");
  const texts = role === "caller" ? PLACED : RECEIVED;
  return (WITHHELD[withheld] ?? texts[reason])?.() ?? "";
}

/** @param {PastCall} call */
export function direction({ role, video }) {
  if (role === "caller") return video ? gettext("Call placed:") : gettext("Voice call placed:");
  return video ? gettext("Call received:") : gettext("Voice call received:");
}

export const noCallsYet = () => gettext("You have not called each other yet.");
