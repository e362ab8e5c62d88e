/** Takes files that are dropped on the stage or pasted into the page. */

import { byId, setText } from "../../../../lib/dom.js";
import { dropHint } from "../../texts.js";

/** @param {DataTransfer | null} data */
const holdsFiles = (data) => Boolean(data?.types.includes("Files"));

export class DropTarget {
  #root = byId("call", HTMLElement);
  #stage = byId("stage", HTMLElement);
  #peerName = "";
  /** Elements entered and not left: the drag is over the stage while it is above zero. */
  #depth = 0;
  #sendFiles;
  #canSend;

  /** @param {{ sendFiles(files: File[]): void, canSend(): boolean }} parts */
  constructor({ sendFiles, canSend }) {
    this.#sendFiles = sendFiles;
    this.#canSend = canSend;
    this.#stage.addEventListener("dragenter", (event) => this.#onEnterOrLeave(event, 1));
    this.#stage.addEventListener("dragleave", (event) => this.#onEnterOrLeave(event, -1));
    this.#stage.addEventListener("dragover", (event) => this.#onDragOver(event));
    this.#stage.addEventListener("drop", (event) => this.#onDrop(event));
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

  /** By default a dropped file replaces the page and so ends the call. @param {DragEvent} event */
  #onDragOver(event) {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = this.#canSend() ? "copy" : "none";
  }

  /** @param {DragEvent} event */
  #onDrop(event) {
    const { dataTransfer } = event;
    if (!dataTransfer || !holdsFiles(dataTransfer)) return;
    event.preventDefault();
    this.#setDepth(0);
    if (this.#canSend() && dataTransfer.files.length > 0) this.#sendFiles([...dataTransfer.files]);
  }

  /**
   * A word processor puts a picture beside the text it copies: there the text is meant.
   * @param {ClipboardEvent} event
   */
  #onPaste(event) {
    const data = event.clipboardData;
    if (!data || data.files.length === 0 || data.types.includes("text/plain") || !this.#canSend()) return;
    event.preventDefault();
    this.#sendFiles([...data.files]);
  }

  /** @param {number} depth */
  #setDepth(depth) {
    this.#depth = Math.max(0, depth);
    setText(byId("dropHint", HTMLElement), dropHint(this.#peerName));
    this.#root.dataset.dropping = String(this.#depth > 0 && this.#canSend());
  }
}
