/** Asks the browser for something that it may lack or forbid. */

import { settleWithin } from "../timing/timers.js";

/**
 * Undefined if it throws: a private window, a policy or a setting may make any property do so.
 * @template T
 * @param {() => T} ask
 * @returns {T | undefined}
 */
export function tryOrUndefined(ask) {
  try {
    return ask();
  } catch (error) {
    console.debug("the browser has refused something", error);
    return undefined;
  }
}

/**
 * Undefined if it throws or rejects, or is not settled in time.
 * @template T
 * @param {() => T | Promise<T>} ask
 * @param {number} [timeout] milliseconds
 * @returns {Promise<T | undefined>}
 */
export async function tryOrUndefinedAsync(ask, timeout) {
  const asked = new Promise((resolve) => resolve(ask())).catch((error) => {
    console.debug("the browser has refused something", error);
  });
  const answered = /** @type {Promise<T | undefined>} */ (asked);
  return timeout === undefined ? answered : settleWithin(answered, timeout);
}
