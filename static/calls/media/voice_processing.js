/** Changes echo cancellation, noise suppression and gain control of an open microphone, without a gap. */

import { settleWithin } from "../lib/timing/timers.js";
import { deviceOf } from "./devices/lists.js";

/** A change may never be confirmed: the browser may not answer, and the connection may have been closed. */
const TIMEOUT_MS = 1_000;
const UNPROCESSED = {
  echoCancellation: { exact: false },
  noiseSuppression: { exact: false },
  autoGainControl: { exact: false },
};

/**
 * Firefox changes an open microphone. Chromium accepts the constraints and changes nothing. It
 * opens a microphone a second time with other processing only beside an unprocessed track, and
 * unprocessed only beside one with echo cancellation (measured with Chromium 156). So the change
 * goes over an unprocessed track. If that fails, too, the microphone is closed and opened again.
 * @param {import("./inputs.js").Inputs} inputs
 * @param {Processing} wanted
 * @param {{ isCurrent(): boolean, updated(): Promise<unknown> }} parts `updated`: resolves once the current tracks are sent, and the previous ones released
 * @returns {Promise<Failures>}
 */
export async function applyVoiceProcessing(inputs, wanted, { isCurrent, updated }) {
  const { microphone } = inputs.tracks;
  if (!microphone) return {};
  await settleWithin(microphone.applyConstraints(wanted), TIMEOUT_MS).catch(() => {});
  if (isProcessed(microphone, wanted)) return {};
  const request = { prefer: { microphone: deviceOf(microphone) }, isCurrent };
  const settled = () => settleWithin(updated(), TIMEOUT_MS);
  for (const processing of [UNPROCESSED, wanted]) {
    const failures = await inputs.replaceTrack("microphone", { ...request, processing });
    await settled();
    if (failures.microphone || !isCurrent()) return failures;
  }
  if (isProcessed(inputs.tracks.microphone, wanted)) return {};
  inputs.tracks.microphone?.stop();
  await settled();
  return isCurrent() ? inputs.replaceTrack("microphone", request) : {};
}

/** What a browser does not report counts as done. @param {MediaStreamTrack | null} track @param {Processing} wanted */
function isProcessed(track, wanted) {
  const found = /** @type {Record<string, unknown>} */ (track?.getSettings() ?? {});
  return Object.entries(wanted).every(([name, on]) => (found[name] ?? on) === on);
}
