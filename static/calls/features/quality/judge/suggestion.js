/** Chooses the one step that would help a bad call now. */

/**
 * @param {Pick<Judgement, "level" | "direction" | "bothDirections">} judgement
 * @param {{ sends: boolean, receives: boolean, shares: boolean, saves: boolean }} facts whether this side sends its camera, receives one that
 *   it can ask to stop, a screen is shared by either side, data saver is on already
 * @returns {Suggestion | null}
 */
export function suggest({ level, direction, bothDirections }, { sends, receives, shares, saves }) {
  if (level === "good") return null;
  // The mildest step first: it makes the video smaller, and keeps it.
  if (level === "weak" && !saves && (sends || receives || shares)) return "save";
  /** @type {(Suggestion | false)[]} */
  const steps = [sends && "stop-sending", receives && "stop-receiving"];
  if (direction === "inbound") steps.reverse();
  // Stopping the video of a good direction would not help.
  const [first, second] = steps;
  return first || (bothDirections && second) || (!saves && shares && "save") || null;
}
