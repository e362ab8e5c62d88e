/** What has been said and sent in a call, in its order, as elements; it knows no channel. */

import { byId, cloneTemplate, setText, within } from "../../../lib/dom.js";
import { MAX_FILES, MAX_MESSAGES } from "../limits.js";
import { messageState, timeOf, you } from "../texts.js";
import { parts } from "./links.js";

/** What one says within this time stands under one head. */
const TOGETHER_MS = 3 * 60_000;
/** Pixels from the end: whoever is so near follows what comes. */
const NEAR = 80;

export class Timeline {
  #scroll = byId("chatLog", HTMLElement);
  #items = byId("chatItems", HTMLElement);
  #empty = byId("chatEmpty", HTMLElement);
  #newest = byId("chatNewest", HTMLButtonElement);
  #name = "";

  constructor() {
    this.#newest.addEventListener("click", () => {
      this.toEnd();
      this.#scroll.focus();
    });
    this.#scroll.addEventListener("scroll", () => {
      if (this.#near) this.#newest.hidden = true;
    });
    this.#items.addEventListener("shown", () => this.toEnd(), true);
  }

  /** A call begins with nothing. @param {string} name the peer's */
  begin(name) {
    this.#name = name;
    this.#items.replaceChildren();
    this.#newest.hidden = true;
    this.#empty.hidden = false;
  }

  /** @param {ChatMessage} message */
  show(message) {
    const known = this.find(`message-${message.mine}-${message.id}`);
    if (known) return mark(known, message);
    const element = this.add(cloneTemplate("messageTemplate"), `message-${message.mine}-${message.id}`, message);
    const text = within(element, ".said-text", HTMLElement);
    for (const { text: piece, href } of parts(message.text)) text.append(href ? link(piece, href) : piece);
    mark(element, message);
    this.#settle(message.mine);
    this.#trim();
  }

  /** @param {string} key @returns {HTMLElement | undefined} */
  find(key) {
    return this.#rows.find((row) => row.dataset.key === key);
  }

  /** One more at the end, with who and when. @param {HTMLElement} element @param {string} key @param {{ mine: boolean, at: number }} said */
  add(element, key, { mine, at }) {
    const last = this.#rows.at(-1);
    element.dataset.key = key;
    element.dataset.mine = String(mine);
    element.dataset.at = String(at);
    const follows = last?.dataset.mine === String(mine) && at - Number(last.dataset.at) < TOGETHER_MS;
    if (follows) element.dataset.follows = "";
    setText(within(element, ".said-who", HTMLElement), mine ? you() : this.#name);
    const time = within(element, "time", HTMLTimeElement);
    time.dateTime = new Date(at).toISOString();
    setText(time, timeOf(at));
    const near = this.#near;
    this.#items.append(element);
    this.#empty.hidden = true;
    if (mine || near) this.toEnd();
    else this.#newest.hidden = false;
    return element;
  }

  toEnd() {
    this.#newest.hidden = true;
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  /** What is filled in after adding makes a row higher. @param {boolean} mine */
  #settle(mine) {
    if (mine || this.#newest.hidden) this.toEnd();
  }

  get #near() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** Messages beyond what is kept go; files stay, since they may have something to press. */
  #trim() {
    if (this.#items.childElementCount <= MAX_MESSAGES + 2 * MAX_FILES) return;
    this.#rows.find((row) => !row.matches(".said-file"))?.remove();
  }

  get #rows() {
    return /** @type {HTMLElement[]} */ ([...this.#items.children]);
  }
}

/** @param {HTMLElement} element @param {ChatMessage} message */
function mark(element, message) {
  element.dataset.state = message.state;
  setText(within(element, ".said-state", HTMLElement), messageState(message));
}

/** @param {string} text @param {string} href */
function link(text, href) {
  const element = document.createElement("a");
  element.href = href;
  element.target = "_blank";
  element.rel = "noopener noreferrer nofollow";
  element.textContent = text;
  return element;
}
