/**
 * The call in a small window above all others (Document Picture-in-Picture): a mirror of parts of the stage, which stay where they are, so that
 * nothing is lost with the window. It knows no call: whatever the stage shows, it shows, and a button there presses the stage's own.
 */

import { byId, within } from "../../lib/dom.js";

/** What is mirrored, in this order, and the buttons. */
const PARTS = ["#remoteVideo", "#remoteScreen", ".portrait", ".self-view"];
/** The chips that say how the call stands. */
const CHIPS = [".stage-who", "#remoteMuted", ".chip-reconnecting"];
const BUTTONS = ['[data-device="microphone"]', '[data-device="camera"]', "#hangUp"];
/** Whatever says where and how something stands on the stage, rather than what it shows. */
const OWN_ATTRIBUTES = new Set([
  "style",
  "class",
  "tabindex",
  "aria-describedby",
  "data-dragged",
  "data-idle",
  "data-pip",
]);

/** @typedef {{ requestWindow(size: { width: number, height: number }): Promise<Window> }} Factory */

/** What the browser has to open such a window; undefined where it has none. @returns {Factory | undefined} */
export const factory = () => Reflect.get(window, "documentPictureInPicture");

export class SmallWindow {
  #window;
  /** @type {[Element, Element][]} what is on the stage, and its image */
  #pairs = [];
  /** @type {HTMLElement | null} the words of the hints, which come and go */
  #hints = null;
  #watch = new MutationObserver(() => this.update());

  /** @param {Window} opened @param {() => void} onclose */
  constructor(opened, onclose) {
    this.#window = opened;
    this.#build(opened.document);
    const root = byId("call", HTMLElement);
    this.#watch.observe(root, { subtree: true, attributes: true, childList: true, characterData: true });
    opened.addEventListener("pagehide", () => {
      this.#watch.disconnect();
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

  /** Brings everything in the window to what the stage shows now. */
  update() {
    for (const [source, image] of this.#pairs) {
      copyAttributes(source, image);
      if (source.childElementCount === 0 && image.textContent !== source.textContent)
        image.textContent = source.textContent;
      if (source instanceof HTMLVideoElement) play(/** @type {HTMLVideoElement} */ (image), source.srcObject);
    }
    if (this.#hints) showHints(this.#hints);
  }

  /** @param {Document} page */
  #build(page) {
    const { documentElement: html, title } = document;
    page.title = title;
    for (const { name, value } of html.attributes) if (name !== "style") page.documentElement.setAttribute(name, value);
    for (const link of document.querySelectorAll("link"))
      if (link.rel === "stylesheet") page.head.append(sheet(page, link.href));
    const stage = byId("stage", HTMLElement);
    const root = this.#shell(byId("call", HTMLElement));
    const small = this.#shell(stage, "small-window");
    const scene = this.#shell(within(stage, ".scene", HTMLElement));
    const bar = this.#shell(within(stage, ".controls", HTMLElement));
    bar.append(...BUTTONS.map((selector) => this.#button(within(stage, selector, HTMLButtonElement))));
    const top = this.#shell(within(stage, ".stage-top", HTMLElement));
    top.append(...CHIPS.map((selector) => this.#image(within(stage, selector, HTMLElement))));
    this.#hints = page.createElement("div");
    this.#hints.className = "small-hints";
    const parts = PARTS.map((selector) => this.#image(within(stage, selector, HTMLElement)));
    scene.append(...parts, top, this.#hints, bar);
    small.append(scene);
    root.append(small);
    const icons = document.querySelector(".icon-sprite")?.cloneNode(true) ?? "";
    page.body.append(icons, root);
  }

  /** An element without what is in it. @param {HTMLElement} source @param {string[]} classes */
  #shell(source, ...classes) {
    const image = /** @type {HTMLElement} */ (source.cloneNode(false));
    for (const name of ["style", "data-idle", "data-pip"]) image.removeAttribute(name);
    image.classList.add(...classes);
    this.#pairs.push([source, image]);
    return image;
  }

  /** An element with all that is in it, but for what one can press. @param {Element} source */
  #image(source) {
    const image = /** @type {HTMLElement} */ (source.cloneNode(true));
    image.removeAttribute("style");
    image.removeAttribute("tabindex");
    const sources = [source, ...source.querySelectorAll("*")];
    for (const [index, one] of [image, ...image.querySelectorAll("*")].entries()) {
      this.#pairs.push([/** @type {Element} */ (sources[index]), one]);
    }
    for (const button of image.querySelectorAll("button")) button.remove();
    return image;
  }

  /** @param {HTMLButtonElement} source */
  #button(source) {
    const image = this.#image(source);
    image.addEventListener("click", () => source.click());
    return image;
  }
}

/** The words alone: what can be pressed is on the page. @param {HTMLElement} list */
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

/** @param {Document} page @param {string} address */
function sheet(page, address) {
  const link = page.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  return link;
}

/** @param {Element} source @param {Element} image */
function copyAttributes(source, image) {
  for (const { name, value } of source.attributes) {
    if (!OWN_ATTRIBUTES.has(name) && image.getAttribute(name) !== value) image.setAttribute(name, value);
  }
  for (const { name } of [...image.attributes]) {
    if (!OWN_ATTRIBUTES.has(name) && !source.hasAttribute(name)) image.removeAttribute(name);
  }
}

/** The sound stays on the page. @param {HTMLVideoElement} video @param {MediaProvider | null} stream */
function play(video, stream) {
  video.muted = true;
  if (video.srcObject === stream) return;
  video.srcObject = stream;
  if (stream) video.play().catch(() => {});
}
