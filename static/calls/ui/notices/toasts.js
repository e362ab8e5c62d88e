/** Toasts: cards that say something for some seconds, above everything else. */

import { byId, cloneTemplate, setText, within } from "../../lib/dom.js";

const TOAST_MS = 10_000;
/** @type {WeakMap<Element, string>} what each card says, before any translation */
const sentences = new WeakMap();

/**
 * The sentence again, while it is still shown, adds no second card.
 * @param {string} text
 * @param {{ label?: string, act?(): void, closed?(): void, stays?: boolean, name?: string, kind?: string }} [options] a button,
 *   what is done when the user closes it, whether it stays until then, a user's text in it, and what the styles know it by
 * @returns {() => void} removes it
 */
export function showToast(text, { label, act, closed, stays = false, name, kind = "" } = {}) {
  const place = toastPlace();
  for (const card of place.querySelectorAll(".toast-card")) if (sentences.get(card) === text) card.remove();
  const card = cloneTemplate("toastTemplate");
  card.dataset.kind = kind;
  setText(within(card, ".notice-text", HTMLElement), text, name);
  sentences.set(card, text);
  const button = within(card, ".toast-action", HTMLButtonElement);
  button.hidden = label === undefined;
  setText(button, label ?? "");
  button.addEventListener("click", () => {
    card.remove();
    act?.();
  });
  within(card, ".notice-close", HTMLButtonElement).addEventListener("click", () => {
    card.remove();
    closed?.();
  });
  place.append(card);
  if (!stays) removeLater(card);
  return () => card.remove();
}

/** What lies behind a modal dialog can be neither read aloud nor pressed, so the dialog shows the toast. */
function toastPlace() {
  const modals = [...document.querySelectorAll(":is(dialog:modal)")];
  const modal = modals.at(-1);
  if (!modal) return byId("toasts", HTMLElement);
  const known = modal.querySelector(":scope > .toasts");
  if (known) return known;
  const place = document.createElement("div");
  place.className = "toasts toasts-in-dialog";
  place.setAttribute("role", "status");
  modal.prepend(place);
  // What is still shown outlives the dialog.
  modal.addEventListener("close", () => byId("toasts", HTMLElement).append(...place.children));
  return place;
}

/** A card under the pointer, or with the focus, stays. @param {HTMLElement} card */
function removeLater(card) {
  setTimeout(() => (card.matches(":hover, :focus-within") ? removeLater(card) : card.remove()), TOAST_MS);
}
