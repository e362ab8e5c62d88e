/** Finds the web addresses in a text; what it calls a link is safe to be one. Pure. */

/** Without white space, quotes, and signs that turn the writing's direction. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"“”«»\p{Cc}\p{Cf}]+/giu;
const PAIRS = { ")": "(", "]": "[", "}": "{" };

/** @typedef {{ text: string, href: string | null }} Part */

/** The text in pieces, in order; those with an `href` are links. @param {string} text @returns {Part[]} */
export function parts(text) {
  /** @type {Part[]} */
  const found = [];
  let from = 0;
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const address = trimmed(match);
    const href = safe(address);
    if (!href) continue;
    if (index > from) found.push({ text: text.slice(from, index), href: null });
    found.push({ text: address, href });
    from = index + address.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), href: null });
  return found;
}

/** Without what belongs to the sentence around it: a full stop, a bracket that was opened before. @param {string} address */
function trimmed(address) {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? "";
    const rest = address.slice(0, end - 1);
    const opening = PAIRS[/** @type {keyof typeof PAIRS} */ (last)];
    const closesOwn = opening && count(rest, opening) > count(rest, last);
    if (closesOwn || !/[.,;:!?'’)\]}*_~…]/.test(last)) return address.slice(0, end);
    end -= 1;
  }
}

/** @param {string} text @param {string} sign */
const count = (text, sign) => text.split(sign).length - 1;

/** Only where it leads is what it seems: "https://bank.example@evil.example" leads to evil.example. @param {string} address */
function safe(address) {
  try {
    const { protocol, username, password, href } = new URL(address);
    return /^https?:$/.test(protocol) && !username && !password ? href : null;
  } catch {
    return null;
  }
}
