/** Whether a chosen file can be read. A folder cannot, nor can a file that was moved or deleted. */

/** A disk that takes longer, in milliseconds, may be asleep. The file is offered. */
const TIMEOUT_MS = 2_000;

/** @param {File} file @returns {Promise<boolean>} */
export async function isReadable(file) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(true), TIMEOUT_MS);
  });
  const read = file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
  return /** @type {Promise<boolean>} */ (Promise.race([read, late]).finally(() => clearTimeout(timer)));
}
