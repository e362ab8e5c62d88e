/** Where the own picture may stand, as sums of pixels; it knows no element. */

/** The first is where it stands until somebody moves it. */
export const CORNERS = /** @type {const} */ (["bottom-right", "bottom-left", "top-left", "top-right"]);
/** @typedef {typeof CORNERS[number]} Corner */

/** Pixels between the own picture and what it must not cover. */
export const GAP = 16;

/** @type {Record<string, (corner: string) => string>} */
const MOVES = {
  ArrowUp: (corner) => corner.replace("bottom", "top"),
  ArrowDown: (corner) => corner.replace("top", "bottom"),
  ArrowLeft: (corner) => corner.replace("right", "left"),
  ArrowRight: (corner) => corner.replace("left", "right"),
};

/** The corner to which a key moves it; null: the key moves nothing. @param {Corner} corner @param {string} key */
export function moved(corner, key) {
  const move = MOVES[key];
  return move ? /** @type {Corner} */ (move(corner)) : null;
}

/** Once round, as the hands of a clock go. @param {Corner} corner @returns {Corner} */
export const following = (corner) => CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length] ?? CORNERS[0];

/** The corner of a scene that is nearest to a point in it. @param {{ x: number, y: number }} point @param {{ width: number, height: number }} scene @returns {Corner} */
export function nearest({ x, y }, { width, height }) {
  return `${y < height / 2 ? "top" : "bottom"}-${x < width / 2 ? "left" : "right"}`;
}

/**
 * How far from the upper and lower edge of the scene the own picture keeps: below the chips; beside what lies in the middle below (controls, hints) where
 * there is room, else above it.
 * @param {{ width: number, chips: number, bars: { width: number, room: number }[], picture: number }} sizes `chips`: their height from above; `room`: what a bar takes from below
 */
export function edges({ width, chips, bars, picture }) {
  const above = bars.filter((bar) => bar.width > 0 && (width - bar.width) / 2 < picture + 2 * GAP);
  const rooms = above.map((bar) => Math.ceil(bar.room));
  return { top: Math.max(GAP, Math.ceil(chips)), bottom: Math.max(0, ...rooms) + GAP };
}
