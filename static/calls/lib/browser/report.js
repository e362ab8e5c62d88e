/** Reports an error without stopping what goes on around it. */

/** The page's listener for errors tells the user (ui/notices/failures.js). @param {unknown} error */
export function report(error) {
  queueMicrotask(() => {
    throw error;
  });
}

/**
 * Undefined if it throws. The error is reported.
 * @template T
 * @param {() => T} act
 */
export function tryOrReport(act) {
  try {
    return act();
  } catch (error) {
    report(error);
    return undefined;
  }
}
