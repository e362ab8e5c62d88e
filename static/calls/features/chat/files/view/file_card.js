/** One file as a card: its name, size and progress, and the buttons for what can be done with it. */

import { byId, setText, within } from "../../../../lib/dom.js";
import { FILE_BUTTONS, fileState, noRoomForFile, sizeOf } from "../../texts.js";
import { percent } from "../transfer.js";
import { preview } from "./save.js";

/** @typedef {"accept" | "decline" | "cancel" | "save"} FileAction */

/** @param {Transfer} transfer @param {boolean} savable @returns {FileAction[]} */
function actionsFor({ state, mine }, savable) {
  if (state === "offered") return mine ? ["cancel"] : ["accept", "decline"];
  if (state === "flowing") return ["cancel"];
  return state === "done" && savable ? ["save"] : [];
}

/**
 * Fills in what never changes.
 * @param {HTMLElement} card
 * @param {Transfer} transfer
 * @param {(action: FileAction) => void} act
 */
export function setUpCard(card, { name, size, mine }, act) {
  setText(within(card, ".file-name bdi", HTMLElement), name);
  setText(within(card, ".file-size", HTMLElement), sizeOf(size));
  within(card, ".file-progress", HTMLProgressElement).setAttribute("aria-label", name);
  for (const button of buttons(card)) {
    const action = /** @type {FileAction} */ (button.dataset.act);
    button.setAttribute("aria-label", FILE_BUTTONS[action]?.(name) ?? "");
    button.addEventListener("click", () => act(action));
  }
  card.dataset.mine = String(mine);
}

/**
 * @param {HTMLElement} card
 * @param {Transfer} transfer
 * @param {{ peerName: string, content: Blob | null, full?: boolean }} more `full`: there is no room to accept it yet
 */
export function updateCard(card, transfer, { peerName, content, full = false }) {
  const hadFocus = card.contains(document.activeElement);
  const actions = actionsFor(transfer, content !== null && !transfer.mine);
  card.dataset.state = transfer.state;
  const progress = within(card, ".file-progress", HTMLProgressElement);
  progress.hidden = transfer.state !== "flowing" && transfer.state !== "checking";
  progress.value = percent(transfer);
  setText(within(card, ".file-state", HTMLElement), full ? noRoomForFile() : fileState(transfer, peerName), peerName);
  for (const button of buttons(card)) button.hidden = !actions.includes(/** @type {FileAction} */ (button.dataset.act));
  if ((transfer.mine || transfer.state === "done") && content)
    preview(within(card, ".file-picture", HTMLImageElement), content, transfer.mimeType);
  if (hadFocus) keepFocus(card);
}

/** Where the pressed button is hidden now, the focus goes to the next one, or to the list. @param {HTMLElement} card */
function keepFocus(card) {
  if (document.activeElement !== document.body) return;
  (buttons(card).find((button) => !button.hidden) ?? byId("chatLog", HTMLElement)).focus();
}

/** @param {HTMLElement} card @returns {HTMLButtonElement[]} */
const buttons = (card) => [...card.querySelectorAll("button")];
