/** Files that are dropped on the stage, or pasted; it knows not what becomes of them. */

import { byId, setText } from "../../../../lib/dom.js";
import { dropHere } from "../../texts.js";

/** @param {DataTransfer | null} data */
const holdsFiles = (data) => Boolean(data?.types.includes("Files"));

export class Drop {
  #root = byId("call", HTMLElement);
  #stage = byId("stage", HTMLElement);
  #name = "";
  /** Entered elements less those that were left. */
  #depth = 0;
  #files;
  #ready;

  /** @param {{ files(files: File[]): void, ready(): boolean }} parts `ready`: whether there is somebody to take them */
  constructor({ files, ready }) {
    this.#files = files;
    this.#ready = ready;
    this.#stage.addEventListener(
      "dragenter",
      ({ dataTransfer }) => holdsFiles(dataTransfer) && this.#hover(this.#depth + 1),
    );
    this.#stage.addEventListener(
      "dragleave",
      ({ dataTransfer }) => holdsFiles(dataTransfer) && this.#hover(this.#depth - 1),
    );
    this.#stage.addEventListener("dragover", (event) => this.#over(event));
    this.#stage.addEventListener("drop", (event) => this.#drop(event));
    document.addEventListener("paste", (event) => this.#paste(event));
  }

  /** @param {string} name of the peer */
  begin(name) {
    this.#name = name;
    this.#hover(0);
  }

  /** A file dropped on a page replaces the page, and so ends the call: never here. @param {DragEvent} event */
  #over(event) {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = this.#ready() ? "copy" : "none";
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const { dataTransfer } = event;
    if (!dataTransfer || !holdsFiles(dataTransfer)) return;
    event.preventDefault();
    this.#hover(0);
    if (this.#ready() && dataTransfer.files.length > 0) this.#files([...dataTransfer.files]);
  }

  /** A picture; where text comes with it, as from a word processor, the text is meant. @param {ClipboardEvent} event */
  #paste(event) {
    const data = event.clipboardData;
    if (!data || data.files.length === 0 || data.types.includes("text/plain") || !this.#ready()) return;
    event.preventDefault();
    this.#files([...data.files]);
  }

  /** @param {number} depth */
  #hover(depth) {
    this.#depth = Math.max(0, depth);
    setText(byId("dropHint", HTMLElement), dropHere(this.#name));
    this.#root.dataset.dropping = String(this.#depth > 0 && this.#ready());
  }
}
