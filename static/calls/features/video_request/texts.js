/** What the page says of voice calls and of cameras in them, through gettext; it knows no element. */

/** @param {string} text @param {string} name */
const filled = (text, name) => interpolate(text, { name }, true);

/** @param {string} name */
export const wouldLike = (name) => filled(gettext("%(name)s would like to turn on video"), name);

/** What becomes of one's own question. @param {WishState} state @param {string} name */
export function wishLine(state, name) {
  if (state === "asking") return filled(gettext("Asking %(name)s to turn on video…"), name);
  if (state === "refused") return filled(gettext("%(name)s prefers voice only for now."), name);
  return "";
}
