/** The list of a call's messages and files, in order. */

import { onResize } from "../../../lib/browser/elements.js";
import { byId, cloneTemplate, setText, within } from "../../../lib/dom.js";
import { MAX_FILES, MAX_MESSAGES } from "../limits.js";
import { messageState, timeOf, you } from "../texts.js";
import { splitLinks } from "./links.js";

/** Messages of one person within this time stand under one heading. */
const GROUP_MS = 3 * 60_000;
/** Within this distance from the end, in pixels, the list scrolls along with new messages. */
const NEAR_END = 80;

export class Timeline {
  #scroller = byId("chatLog", HTMLElement);
  #items = byId("chatItems", HTMLElement);
  #empty = byId("chatEmpty", HTMLElement);
  #newest = byId("chatNewest", HTMLButtonElement);
  #peerName = "";
  /** Whether the user sees the newest message, and wants to go on seeing it. */
  #follows = true;

  constructor() {
    this.#newest.addEventListener("click", () => {
      this.scrollToEnd();
      this.#scroller.focus();
    });
    this.#scroller.addEventListener("scroll", () => {
      this.#follows = this.#isNearEnd;
      if (this.#follows) this.#newest.hidden = true;
    });
    // The window, a phone's keyboard or a long draft leaves less room.
    onResize([this.#scroller], () => this.#follows && this.scrollToEnd());
    // A picture has been loaded.
    this.#items.addEventListener("shown", () => this.#follows && this.scrollToEnd(), true);
  }

  /** Empties the list for a new call. @param {string} peerName */
  reset(peerName) {
    this.#peerName = peerName;
    this.#items.replaceChildren();
    this.#newest.hidden = true;
    this.#follows = true;
    this.#empty.hidden = false;
  }

  /** Adds a message, or updates its state. @param {ChatMessage} message */
  show(message) {
    const key = `message-${message.mine}-${message.id}`;
    const known = this.find(key);
    if (known) return showState(known, message);
    const item = this.add(cloneTemplate("messageTemplate"), key, message);
    const text = within(item, ".said-text", HTMLElement);
    for (const part of splitLinks(message.text)) text.append(part.href ? link(part.text, part.href) : part.text);
    showState(item, message);
    // The text has made the item taller since it was added.
    if (message.mine || this.#newest.hidden) this.scrollToEnd();
    this.#dropOldest();
  }

  /** @param {string} key @returns {HTMLElement | undefined} */
  find(key) {
    return this.#rows.find((row) => row.dataset.key === key);
  }

  /**
   * Adds an item at the end, with its author and time.
   * @param {HTMLElement} item
   * @param {string} key
   * @param {{ mine: boolean, at: number }} message
   */
  add(item, key, { mine, at }) {
    const last = this.#rows.at(-1);
    item.dataset.key = key;
    item.dataset.mine = String(mine);
    item.dataset.at = String(at);
    const follows = last?.dataset.mine === String(mine) && at - Number(last.dataset.at) < GROUP_MS;
    if (follows) item.dataset.follows = "";
    const who = within(item, ".said-who", HTMLElement);
    who.translate = mine;
    setText(who, mine ? you() : this.#peerName);
    const time = within(item, "time", HTMLTimeElement);
    time.dateTime = new Date(at).toISOString();
    setText(time, timeOf(at));
    this.#items.append(item);
    this.#empty.hidden = true;
    if (mine || this.#follows) this.scrollToEnd();
    else this.#newest.hidden = false;
    return item;
  }

  scrollToEnd() {
    this.#follows = true;
    this.#newest.hidden = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  get #isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  /** Only messages are dropped: a file's row may still have a button to press. */
  #dropOldest() {
    if (this.#items.childElementCount <= MAX_MESSAGES + 2 * MAX_FILES) return;
    this.#rows.find((row) => !row.matches(".said-file"))?.remove();
  }

  get #rows() {
    return /** @type {HTMLElement[]} */ ([...this.#items.children]);
  }
}

/** @param {HTMLElement} item @param {ChatMessage} message */
function showState(item, message) {
  item.dataset.state = message.state;
  setText(within(item, ".said-state", HTMLElement), messageState(message));
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
