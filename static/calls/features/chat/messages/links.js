/** Finds the web addresses in a text, and only those that are safe to link. */

/** No white space, no quotes, and no marks that change the writing direction. */
const URL_PATTERN = /\bhttps?:\/\/[^\s<>"“”«»\p{Cc}\p{Cf}]+/giu;
const BRACKETS = { ")": "(", "]": "[", "}": "{" };

/** @typedef {{ text: string, href: string | null }} TextPart */

/** The text in parts, in order; those with an `href` are links. @param {string} text @returns {TextPart[]} */
export function splitLinks(text) {
  /** @type {TextPart[]} */
  const parts = [];
  let start = 0;
  for (const { 0: match, index } of text.matchAll(URL_PATTERN)) {
    const address = withoutPunctuation(match);
    const href = safeHref(address);
    if (!href) continue;
    if (index > start) parts.push({ text: text.slice(start, index), href: null });
    parts.push({ text: address, href });
    start = index + address.length;
  }
  if (start < text.length) parts.push({ text: text.slice(start), href: null });
  return parts;
}

/**
 * Without the end of the sentence around it: a full stop, or a closing bracket that was opened
 * before the address.
 * @param {string} address
 */
function withoutPunctuation(address) {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? "";
    const rest = address.slice(0, end - 1);
    const opening = BRACKETS[/** @type {keyof typeof BRACKETS} */ (last)];
    const closesOwn = opening && count(rest, opening) > count(rest, last);
    if (closesOwn || !/[.,;:!?'’)\]}*_~…]/.test(last)) return address.slice(0, end);
    end -= 1;
  }
}

/** @param {string} text @param {string} character */
const count = (text, character) => text.split(character).length - 1;

/**
 * Null where a link leads elsewhere than it seems: "https://bank.example@evil.example" leads to
 * evil.example.
 * @param {string} address
 */
function safeHref(address) {
  try {
    const { protocol, username, password, href } = new URL(address);
    return /^https?:$/.test(protocol) && !username && !password ? href : null;
  } catch {
    return null;
  }
}
