/** Changes how the voice of an open microphone is treated, without a gap; it knows no other wishes. */

import { deviceOf } from "./devices/lists.js";

/** The change of the tracks may never be confirmed: its connection may have been closed meanwhile. */
const PATIENCE_MS = 1_000;
const UNTREATED = {
  echoCancellation: { exact: false },
  noiseSuppression: { exact: false },
  autoGainControl: { exact: false },
};

/**
 * Firefox changes an open microphone. Chromium says yes and changes nothing; it opens once more what is open already, but with another treatment
 * only beside one without any, and one without any only beside one with echo cancellation (measured with Chromium 156). So the way leads over a
 * moment without; where that is barred, too, the microphone is let go for the moment that opening it takes.
 * @param {import("./inputs.js").Inputs} inputs
 * @param {Processing} wanted
 * @param {{ still(): boolean, carried(): Promise<unknown> }} parts `carried`: resolves once the present tracks are on the wire, and the ones before let go
 * @returns {Promise<Failures>}
 */
export async function treat(inputs, wanted, { still, carried }) {
  const { microphone } = inputs.tracks;
  if (!microphone) return {};
  await microphone.applyConstraints(wanted).catch(() => {});
  if (isTreated(microphone, wanted)) return {};
  const wish = { prefer: { microphone: deviceOf(microphone) }, still };
  const settled = () => Promise.race([carried(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  for (const processing of [UNTREATED, wanted]) {
    const failures = await inputs.exchange("microphone", { ...wish, processing });
    await settled();
    if (failures.microphone || !still()) return failures;
  }
  if (isTreated(inputs.tracks.microphone, wanted)) return {};
  inputs.tracks.microphone?.stop();
  await settled();
  return still() ? inputs.exchange("microphone", wish) : {};
}

/** What a browser does not tell counts as done. @param {MediaStreamTrack | null} track @param {Processing} wanted */
function isTreated(track, wanted) {
  const found = /** @type {Record<string, unknown>} */ (track?.getSettings() ?? {});
  return Object.entries(wanted).every(([name, on]) => (found[name] ?? on) === on);
}
