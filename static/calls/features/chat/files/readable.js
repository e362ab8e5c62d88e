/** Whether a chosen file can be read. A folder cannot, nor can a file that was moved or deleted. */

import { settleWithin } from "../../../lib/timing/timers.js";

/** A disk that takes longer, in milliseconds, may be asleep. The file is offered. */
const TIMEOUT_MS = 2_000;

/** @param {File} file @returns {Promise<boolean>} */
export function isReadable(file) {
  const read = file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
  return settleWithin(read, TIMEOUT_MS, true);
}
