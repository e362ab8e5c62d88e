/** Computes in which corner of the stage the self view stands, and how far from its edges. */

/** The first is the default. */
export const CORNERS = /** @type {const} */ (["bottom-right", "bottom-left", "top-left", "top-right"]);
/** @typedef {typeof CORNERS[number]} Corner */

/** Pixels between the self view and what it must not cover. */
export const GAP = 16;

/** @type {Record<string, (corner: string) => string>} */
const MOVES = {
  ArrowUp: (corner) => corner.replace("bottom", "top"),
  ArrowDown: (corner) => corner.replace("top", "bottom"),
  ArrowLeft: (corner) => corner.replace("right", "left"),
  ArrowRight: (corner) => corner.replace("left", "right"),
};

/** The corner to which a key moves it; null where the key moves nothing. @param {Corner} corner @param {string} key */
export function cornerAfterKey(corner, key) {
  const move = MOVES[key];
  return move ? /** @type {Corner} */ (move(corner)) : null;
}

/** Clockwise. @param {Corner} corner @returns {Corner} */
export const nextCorner = (corner) => CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length] ?? CORNERS[0];

/**
 * The corner that is nearest to a point.
 * @param {{ x: number, y: number }} point
 * @param {{ width: number, height: number }} stage
 * @returns {Corner}
 */
export function nearestCorner({ x, y }, { width, height }) {
  return `${y < height / 2 ? "top" : "bottom"}-${x < width / 2 ? "left" : "right"}`;
}

/**
 * The self view's distance from the top and the bottom of the stage: below the chips, and beside the controls and hints in the middle
 * where there is room, else above them.
 * @param {{ width: number, chips: number, bars: { width: number, room: number }[], selfView: number }} sizes pixels; `chips`: their height;
 *   `bars`: controls and hints, with the `room` that each takes from the bottom; `selfView`: its width
 */
export function stageInsets({ width, chips, bars, selfView }) {
  const overlapping = bars.filter((bar) => bar.width > 0 && (width - bar.width) / 2 < selfView + 2 * GAP);
  const rooms = overlapping.map((bar) => Math.ceil(bar.room));
  return { top: Math.max(GAP, Math.ceil(chips)), bottom: Math.max(0, ...rooms) + GAP };
}
