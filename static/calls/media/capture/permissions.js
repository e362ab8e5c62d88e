/** What the browser tells about its permissions for camera and microphone. */

import { settleWithin } from "../../lib/timing/timers.js";

const LIMIT_MS = 1_000;

/**
 * The kinds whose permission has this state; none if the browser does not tell.
 * @param {Permissions | undefined} permissions
 * @param {CaptureSource[]} kinds
 * @param {PermissionState} state
 * @returns {Promise<InputKind[]>}
 */
export async function kindsThatAre(state, kinds, permissions) {
  const asked = /** @type {InputKind[]} */ (kinds.filter((kind) => kind !== "screen"));
  const names = /** @type {PermissionName[]} */ (/** @type {string[]} */ (asked));
  try {
    const answers = Promise.all(names.map((name) => permissions?.query({ name })));
    const found = await settleWithin(answers, LIMIT_MS, []);
    return asked.filter((_kind, index) => found[index]?.state === state);
  } catch {
    return [];
  }
}
