/** After a call, a card beside the people list with the received files that are not saved yet. */

import { byId, cloneTemplate, setText, within } from "../../../../lib/dom.js";
import { announce } from "../../../../lib/live_region.js";
import { FILE_BUTTONS, sizeOf, unsavedFiles } from "../../texts.js";
import { save } from "./save.js";

/** @typedef {{ transfer: Transfer, blob: Blob }} ReceivedFile */

/** @param {string} name of the sender @param {ReceivedFile[]} files */
export function showUnsavedFiles(name, files) {
  if (files.length === 0) return;
  const card = cloneTemplate("unsavedTemplate");
  const sentence = unsavedFiles(name, files.length);
  setText(within(card, ".notice-text", HTMLElement), sentence, name);
  within(card, ".unsaved-files", HTMLElement).append(...files.map(row));
  within(card, ".notice-close", HTMLButtonElement).addEventListener("click", () => card.remove());
  byId("unsaved", HTMLElement).append(card);
  announce(sentence);
}

/** @param {ReceivedFile} file */
function row({ transfer: { name, size }, blob }) {
  const element = cloneTemplate("unsavedFileTemplate");
  setText(within(element, "bdi", HTMLElement), name);
  setText(within(element, ".file-size", HTMLElement), sizeOf(size));
  const button = within(element, "button", HTMLButtonElement);
  button.setAttribute("aria-label", FILE_BUTTONS.save?.(name) ?? "");
  button.addEventListener("click", () => save(blob, name));
  return element;
}
