/** The status of somebody else, and until when they do not want to be disturbed. */

/**
 * @param {DoNotDisturb} told
 * @returns {Quiet}
 */
export const asQuiet = ({ left, ...told }) => ({ ...told, until: left === null ? null : Date.now() + left * 1000 });

/**
 * The person with the status that the server has just told: its times are durations.
 * @template {Person} T
 * @param {T} person
 * @param {{ status: Status, do_not_disturb?: DoNotDisturb | null }} told
 * @returns {T}
 */
export function withStatus(person, { status, do_not_disturb: told }) {
  const { quiet, ...rest } = { .../** @type {T & { do_not_disturb?: unknown }} */ (person), status };
  delete rest.do_not_disturb;
  return /** @type {T} */ (/** @type {unknown} */ (told ? { ...rest, quiet: asQuiet(told) } : rest));
}
