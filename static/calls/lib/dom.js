/** Helpers to find and fill elements. */

const HUES = 12;

/**
 * The element with this id. A missing one is a mistake in the template and stops the page.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`no ${kind.name} #${id}`);
}

/**
 * @template {HTMLElement} T
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export function within(parent, selector, kind) {
  const found = parent.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`no ${kind.name} ${selector}`);
}

/**
 * Puts the content of a template in its place, and returns the first element. What a page does not show at first stands
 * in templates, so that it opens sooner.
 * @template {HTMLElement} T
 * @param {string} id of the template
 * @param {new () => T} kind of its first element, which is returned
 * @returns {T}
 */
export function insertTemplate(id, kind) {
  const template = byId(id, HTMLTemplateElement);
  const first = template.content.firstElementChild;
  if (!(first instanceof kind)) throw new Error(`no ${kind.name} in #${id}`);
  template.replaceWith(template.content);
  return first;
}

/** A copy of the one element in a template. @param {string} id @returns {HTMLElement} */
export function cloneTemplate(id) {
  const copy = byId(id, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (copy instanceof HTMLElement) return copy;
  throw new Error(`#${id} is empty`);
}

/** @type {WeakMap<HTMLElement, string>} what was written last: a translator may have changed what stands there now */
const written = new WeakMap();

/**
 * Sets a text only if it differs from the last one, so that screen readers do not read it twice, and a translator's
 * words stay.
 * @param {HTMLElement} element
 * @param {string} text
 * @param {string} [name] a user's text in it, which no translator changes
 */
export function setText(element, text, name = "") {
  const last = written.get(element) ?? element.textContent;
  if (last === text) return;
  written.set(element, text);
  const at = name ? text.indexOf(name) : -1;
  if (at < 0) element.textContent = text;
  else element.replaceChildren(text.slice(0, at), untranslated(name), text.slice(at + name.length));
}

/** @param {string} name */
function untranslated(name) {
  const element = document.createElement("bdi");
  element.translate = false;
  element.textContent = name;
  return element;
}

/** Elements to type in. */
export const FIELD = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

/** @param {string} name */
export const initials = (name) =>
  name
    .split(/[\s._@+-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => [...part][0])
    .join("")
    .toUpperCase();

/** The number of a color. @param {string} name */
export function hue(name) {
  let sum = 0;
  for (const character of name) sum += character.codePointAt(0) ?? 0;
  return String(sum % HUES);
}

/**
 * The picture, or the same color and letters as in the pages that the server renders.
 * @param {HTMLElement} avatar
 * @param {string} name
 * @param {{ picture?: string, letters?: HTMLElement }} [options] the picture's address, if there is one
 */
export function paintAvatar(avatar, name, { picture = "", letters = avatar } = {}) {
  avatar.dataset.hue = hue(name);
  setText(letters, initials(name));
  showPicture(avatar, picture, letters === avatar ? null : letters.nextSibling);
}

/**
 * The letters stay below it, for a picture that does not load.
 * @param {HTMLElement} avatar
 * @param {string} address
 * @param {Node | null} [before]
 */
export function showPicture(avatar, address, before = null) {
  const shown = avatar.querySelector("img");
  if ((shown?.getAttribute("src") ?? "") === address) return;
  shown?.remove();
  if (!address) return;
  const image = document.createElement("img");
  image.alt = "";
  image.decoding = "async";
  image.addEventListener("error", () => image.remove());
  image.src = address;
  avatar.insertBefore(image, before);
}
