/** Changes how the voice of an open microphone is treated, without a gap; it knows no other wishes. */

import { deviceOf } from "./lists.js";

/** The change of the tracks may never be confirmed: its connection may have been closed meanwhile. */
const PATIENCE_MS = 1_000;

/**
 * Firefox changes an open microphone. Chromium says yes and changes nothing; it opens a microphone once more, but only with the treatments that
 * it has already, unless echo cancellation is the other way: so there the way leads over that.
 * @param {import("./inputs.js").Inputs} inputs
 * @param {Processing} wanted
 * @param {{ still(): boolean, carried(): Promise<unknown> }} parts `carried`: resolves once the present tracks are on the wire, and the ones before let go
 * @returns {Promise<Failures>}
 */
export async function treat(inputs, wanted, { still, carried }) {
  const { microphone } = inputs.tracks;
  if (!microphone) return {};
  await microphone.applyConstraints(wanted).catch(() => {});
  const prefer = { microphone: deviceOf(microphone) };
  /** @param {Processing} processing */
  const exchange = (processing) => inputs.exchange("microphone", { prefer, processing, still });
  if (isTreated(inputs.tracks.microphone, wanted)) return {};
  const failures = await exchange(wanted);
  if (failures.microphone || !still() || isTreated(inputs.tracks.microphone, wanted)) return failures;
  await exchange({ ...wanted, echoCancellation: !wanted.echoCancellation });
  await Promise.race([carried(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  return still() ? exchange(wanted) : {};
}

/** What a browser does not tell counts as done. @param {MediaStreamTrack | null} track @param {Processing} wanted */
function isTreated(track, wanted) {
  const found = /** @type {Record<string, unknown>} */ (track?.getSettings() ?? {});
  return Object.entries(wanted).every(([name, on]) => (found[name] ?? on) === on);
}
