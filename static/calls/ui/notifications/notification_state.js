/** Whether notifications of calls are on, and whether the page may offer them. */

/** @typedef {"on" | "off" | "blocked" | "insecure" | "unsupported"} NotificationState */
/** @typedef {"" | "later" | "on" | "off"} Choice what the person has chosen in this browser; "": nothing yet */

/**
 * @typedef {object} Facts
 * @property {boolean} secure whether the page is a secure context
 * @property {NotificationPermission | undefined} permission undefined: this browser shows no notifications from a page
 * @property {Choice} choice
 */

/** @param {Facts} facts @returns {NotificationState} */
export function notificationState({ secure, permission, choice }) {
  // On insecure pages browsers say "denied", which the person could not change.
  if (!secure) return "insecure";
  if (permission === undefined) return "unsupported";
  if (permission === "denied") return "blocked";
  return permission === "granted" && choice !== "off" ? "on" : "off";
}

/** Some browsers take a permission back after months. Then a person who has turned them on is asked again. */
const MAY_BE_OFFERED = new Set(["", "on"]);

/** Never during a call or while it rings. @param {Facts} facts @param {CallState} state */
export const offersNotifications = ({ secure, permission, choice }, state) =>
  secure && permission === "default" && MAY_BE_OFFERED.has(choice) && state === "idle";
