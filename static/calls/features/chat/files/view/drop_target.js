/** Takes files that are dropped or pasted anywhere on the page. By default a browser leaves the page for a dropped file. */

import { tryOrUndefined } from "../../../../lib/browser/try_or_undefined.js";
import { byId, FIELD, setText } from "../../../../lib/dom.js";
import { dropHint } from "../../texts.js";

/** @param {DataTransfer | null} data */
const holdsFiles = (data) => Boolean(data?.types.includes("Files"));

/** A browser also leaves the page for a dropped link. A field takes its text. @param {DragEvent} event */
const isTaken = ({ dataTransfer, target }) =>
  holdsFiles(dataTransfer) ||
  Boolean(dataTransfer?.types.includes("text/uri-list") && !(target instanceof Element && target.closest(FIELD)));

/** @param {DataTransferItem} item */
const isFolder = (item) => tryOrUndefined(() => item.webkitGetAsEntry()?.isDirectory) ?? false;

/**
 * The files that were dropped, without the folders.
 * @param {DataTransfer} data
 */
export function droppedFiles({ files, items }) {
  const found = [...(items ?? [])].filter(({ kind }) => kind === "file");
  // A browser that lists no items cannot tell folders from files.
  const folders = found.map(isFolder);
  return { files: [...files].filter((_file, index) => !folders[index]), folders: folders.includes(true) };
}

/**
 * @typedef {object} DropIntents
 * @property {(files: File[]) => void} sendFiles
 * @property {() => boolean} canSend
 * @property {(why: "no-call" | "folder" | "no-file") => void} refuse
 */

export class DropTarget {
  #root = byId("call", HTMLElement);
  #peerName = "";
  /** Elements entered and not left: the drag is over the page while it is above zero. */
  #depth = 0;
  #on;

  /** @param {DropIntents} on */
  constructor(on) {
    this.#on = on;
    document.addEventListener("dragenter", (event) => this.#onEnterOrLeave(event, 1));
    document.addEventListener("dragleave", (event) => this.#onEnterOrLeave(event, -1));
    document.addEventListener("dragover", (event) => this.#onDragOver(event));
    document.addEventListener("drop", (event) => this.#onDrop(event));
    document.addEventListener("paste", (event) => this.#onPaste(event));
  }

  /** A call begins or ends. @param {string} peerName */
  reset(peerName) {
    this.#peerName = peerName;
    this.#setDepth(0);
  }

  /** @param {DragEvent} event @param {number} step */
  #onEnterOrLeave({ dataTransfer }, step) {
    if (holdsFiles(dataTransfer)) this.#setDepth(this.#depth + step);
  }

  /** What cannot be sent is taken, too: a drop that the browser forbids would be silent. @param {DragEvent} event */
  #onDragOver(event) {
    if (!isTaken(event)) return;
    event.preventDefault();
    if (event.dataTransfer && holdsFiles(event.dataTransfer)) event.dataTransfer.dropEffect = "copy";
  }

  /** @param {DragEvent} event */
  #onDrop(event) {
    const { dataTransfer } = event;
    if (!dataTransfer || !isTaken(event)) return;
    event.preventDefault();
    this.#setDepth(0);
    const { files, folders } = droppedFiles(dataTransfer);
    if (!folders && files.length === 0) return this.#on.refuse("no-file");
    if (!this.#on.canSend()) return this.#on.refuse("no-call");
    if (folders) this.#on.refuse("folder");
    if (files.length > 0) this.#on.sendFiles(files);
  }

  /**
   * A word processor puts a picture beside the text it copies: there the text is meant.
   * @param {ClipboardEvent} event
   */
  #onPaste(event) {
    const data = event.clipboardData;
    if (!data || data.files.length === 0 || data.types.includes("text/plain")) return;
    event.preventDefault();
    if (this.#on.canSend()) this.#on.sendFiles([...data.files]);
    else this.#on.refuse("no-call");
  }

  /** @param {number} depth */
  #setDepth(depth) {
    this.#depth = Math.max(0, depth);
    setText(byId("dropHint", HTMLElement), dropHint(this.#peerName), this.#peerName);
    this.#root.dataset.dropping = String(this.#depth > 0 && this.#on.canSend());
  }
}
