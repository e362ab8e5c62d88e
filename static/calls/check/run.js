/** Runs one step: with a time limit, and so that its error stops no other step. */

import { settleWithin } from "../lib/timing/timers.js";
import { fails } from "./verdicts/verdict.js";

/**
 * @typedef {object} Step
 * @property {(cleanup: import("./cleanup.js").Cleanup) => Verdict | Promise<Verdict>} run
 * @property {number} limit milliseconds
 */

const tookTooLong = () => fails(gettext("This took too long, so it was stopped."), checkAgain());
const broke = () => fails(gettext("The browser refused this with an error."), checkAgain());
const checkAgain = () =>
  gettext("Check again. If it stays so, use a current version of Chrome, Edge, Firefox or Safari.");

/**
 * Never rejects. What the step has opened is closed at its end.
 * @param {Step} step
 * @param {import("./cleanup.js").Cleanup} cleanup of the whole run
 * @returns {Promise<Verdict>}
 */
export async function runStep({ run, limit }, cleanup) {
  const part = cleanup.part();
  try {
    const verdict = new Promise((/** @type {(verdict: Verdict | Promise<Verdict>) => void} */ resolve) =>
      resolve(run(part)),
    );
    return (await settleWithin(verdict, limit)) ?? tookTooLong();
  } catch (error) {
    console.debug("a step of the check failed", error);
    return broke();
  } finally {
    part.end();
  }
}
