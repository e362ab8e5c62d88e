/** One file as an element: what it is, how far, and what can be done; it knows no channel. */

import { byId, setText, within } from "../../../../lib/dom.js";
import { FILE_BUTTONS, fileState, noRoom, sizeOf } from "../../texts.js";
import { percent } from "../transfer.js";
import { preview } from "./save.js";

/** @typedef {"accept" | "decline" | "cancel" | "save"} Act */

/** Which buttons a file has, by its state and direction. @param {Transfer} transfer @param {boolean} savable @returns {Act[]} */
function acts({ state, mine }, savable) {
  if (state === "offered") return mine ? ["cancel"] : ["accept", "decline"];
  if (state === "flowing") return ["cancel"];
  return state === "done" && savable ? ["save"] : [];
}

/** Names the card, once. @param {HTMLElement} card @param {Transfer} transfer @param {(act: Act) => void} act */
export function fill(card, { name, size, mine }, act) {
  setText(within(card, ".file-name bdi", HTMLElement), name);
  setText(within(card, ".file-size", HTMLElement), sizeOf(size));
  within(card, ".file-progress", HTMLProgressElement).setAttribute("aria-label", name);
  for (const button of buttons(card)) {
    const wanted = /** @type {Act} */ (button.dataset.act);
    button.setAttribute("aria-label", FILE_BUTTONS[wanted]?.(name) ?? "");
    button.addEventListener("click", () => act(wanted));
  }
  card.dataset.mine = String(mine);
}

/** @param {HTMLElement} card @param {Transfer} transfer @param {{ name: string, content: Blob | null, full?: boolean }} more `full`: there is no room for it yet */
export function update(card, transfer, { name, content, full = false }) {
  const held = card.contains(document.activeElement);
  const shown = acts(transfer, content !== null && !transfer.mine);
  card.dataset.state = transfer.state;
  const progress = within(card, ".file-progress", HTMLProgressElement);
  progress.hidden = transfer.state !== "flowing" && transfer.state !== "checking";
  progress.value = percent(transfer);
  setText(within(card, ".file-state", HTMLElement), full ? noRoom() : fileState(transfer, name));
  for (const button of buttons(card)) button.hidden = !shown.includes(/** @type {Act} */ (button.dataset.act));
  if ((transfer.mine || transfer.state === "done") && content)
    preview(within(card, ".file-picture", HTMLImageElement), content, transfer.kind);
  // The button that was pressed may have gone: whoever goes by keyboard goes on from here.
  if (held && document.activeElement === document.body) {
    (buttons(card).find((button) => !button.hidden) ?? byId("chatLog", HTMLElement)).focus();
  }
}

/** @param {HTMLElement} card @returns {HTMLButtonElement[]} */
const buttons = (card) => [...card.querySelectorAll("button")];
