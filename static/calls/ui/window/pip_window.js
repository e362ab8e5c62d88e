/**
 * The call in a small window above all others (Document Picture-in-Picture): a mirror of parts of the stage. The originals stay
 * on the page, so that nothing is lost when the window closes; a button in the window clicks the one on the stage.
 */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { byId, within } from "../../lib/dom.js";

/** The mirrored elements and buttons, in this order. */
const PARTS = ["#remoteVideo", "#remoteScreen", ".portrait", ".self-view"];
/** The chips about the state of the call. */
const CHIPS = [".stage-who", "#remoteMuted", ".chip-reconnecting"];
const BUTTONS = ['[data-device="microphone"]', '[data-device="camera"]', "#hangUp"];
/** Attributes about the place on the stage, which are not mirrored. */
const OWN_ATTRIBUTES = new Set([
  "style",
  "class",
  "tabindex",
  "aria-describedby",
  "data-dragged",
  "data-idle",
  "data-pip",
]);

/** @typedef {{ requestWindow(size: { width: number, height: number }): Promise<Window> }} DocumentPictureInPicture */

/** The browser's API; undefined where it has none. @returns {DocumentPictureInPicture | undefined} */
export const documentPictureInPicture = () => tryOrUndefined(() => Reflect.get(window, "documentPictureInPicture"));

export class PipWindow {
  #window;
  /** @type {[Element, Element][]} an element of the stage, and its copy in the window */
  #pairs = [];
  /** @type {HTMLElement | null} the copies of the hints, which come and go */
  #hints = null;
  #observer = new MutationObserver(() => this.update());

  /** @param {Window} opened @param {() => void} onclose */
  constructor(opened, onclose) {
    this.#window = opened;
    copyHead(opened.document);
    this.#buildBody(opened.document);
    const root = byId("call", HTMLElement);
    this.#observer.observe(root, { subtree: true, attributes: true, childList: true, characterData: true });
    opened.addEventListener("pagehide", () => {
      this.#observer.disconnect();
      onclose();
    });
    this.update();
  }

  get document() {
    return this.#window.document;
  }

  close() {
    this.#window.close();
  }

  /** Copies the present state of the stage. */
  update() {
    for (const [source, copy] of this.#pairs) {
      copyAttributes(source, copy);
      if (isText(source) && copy.textContent !== source.textContent) copy.textContent = source.textContent;
      if (source instanceof HTMLVideoElement) play(/** @type {HTMLVideoElement} */ (copy), source.srcObject);
    }
    if (this.#hints) showHints(this.#hints);
  }

  /** @param {Document} page */
  #buildBody(page) {
    const stage = byId("stage", HTMLElement);
    const root = this.#emptyCopyOf(byId("call", HTMLElement));
    const small = this.#emptyCopyOf(stage, "pip-window");
    const scene = this.#emptyCopyOf(within(stage, ".scene", HTMLElement));
    const bar = this.#emptyCopyOf(within(stage, ".controls", HTMLElement));
    bar.append(...BUTTONS.map((selector) => this.#buttonCopyOf(within(stage, selector, HTMLButtonElement))));
    const top = this.#emptyCopyOf(within(stage, ".stage-top", HTMLElement));
    top.append(...CHIPS.map((selector) => this.#copyOf(within(stage, selector, HTMLElement))));
    this.#hints = page.createElement("div");
    this.#hints.className = "small-hints";
    const parts = PARTS.map((selector) => this.#copyOf(within(stage, selector, HTMLElement)));
    scene.append(...parts, top, this.#hints, bar);
    small.append(scene);
    root.append(small);
    const icons = document.querySelector(".icon-sprite")?.cloneNode(true) ?? "";
    page.body.append(icons, root);
  }

  /** A copy without children. @param {HTMLElement} source @param {string[]} classes */
  #emptyCopyOf(source, ...classes) {
    const copy = /** @type {HTMLElement} */ (source.cloneNode(false));
    for (const name of ["style", "data-idle", "data-pip"]) copy.removeAttribute(name);
    copy.classList.add(...classes);
    this.#pairs.push([source, copy]);
    return copy;
  }

  /** A copy with its children, except buttons. @param {Element} source */
  #copyOf(source) {
    const copy = /** @type {HTMLElement} */ (source.cloneNode(true));
    copy.removeAttribute("style");
    copy.removeAttribute("tabindex");
    const sources = [source, ...source.querySelectorAll("*")];
    for (const [index, one] of [copy, ...copy.querySelectorAll("*")].entries()) {
      this.#pairs.push([/** @type {Element} */ (sources[index]), one]);
    }
    for (const button of copy.querySelectorAll("button")) button.remove();
    return copy;
  }

  /** @param {HTMLButtonElement} source */
  #buttonCopyOf(source) {
    const copy = this.#copyOf(source);
    copy.addEventListener("click", () => source.click());
    return copy;
  }
}

/** Without elements, except those around a name, and those that a translator adds. @param {Element} source */
const isText = (source) => [...source.children].every((child) => child.matches("bdi, font"));

/** Texts without their buttons, which are on the page. @param {HTMLElement} list */
function showHints(list) {
  const texts = [...document.querySelectorAll("#hints .hint-text")].map(({ textContent }) => textContent ?? "");
  if (texts.join("\n") === [...list.children].map(({ textContent }) => textContent).join("\n")) return;
  list.replaceChildren(
    ...texts.map((text) => {
      const line = list.ownerDocument.createElement("p");
      line.className = "chip";
      line.textContent = text;
      return line;
    }),
  );
}

/** Title, language, theme and style sheets. @param {Document} page */
function copyHead(page) {
  const { documentElement: html, title } = document;
  page.title = title;
  for (const { name, value } of html.attributes) if (name !== "style") page.documentElement.setAttribute(name, value);
  for (const link of document.querySelectorAll("link"))
    if (link.rel === "stylesheet") page.head.append(styleSheet(page, link.href));
}

/** @param {Document} page @param {string} address */
function styleSheet(page, address) {
  const link = page.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  return link;
}

/** @param {Element} source @param {Element} copy */
function copyAttributes(source, copy) {
  for (const { name, value } of source.attributes) {
    if (!OWN_ATTRIBUTES.has(name) && copy.getAttribute(name) !== value) copy.setAttribute(name, value);
  }
  for (const { name } of [...copy.attributes]) {
    if (!OWN_ATTRIBUTES.has(name) && !source.hasAttribute(name)) copy.removeAttribute(name);
  }
}

/** Muted: the page plays the sound. @param {HTMLVideoElement} video @param {MediaProvider | null} stream */
function play(video, stream) {
  video.muted = true;
  if (video.srcObject === stream) return;
  video.srcObject = stream;
  if (stream) video.play().catch(() => {});
}
