/**
 * Shows what is new in the chat while it is closed: a count on its button, and the newest message
 * on the stage for a moment.
 */

import { byId, cloneTemplate, setText, within } from "../../lib/dom.js";
import { Timers } from "../../lib/timing/timers.js";
import { unreadCount } from "./texts.js";

const SHOWN_MS = 7_000;
/** The badge counts no further. */
const MAX_COUNT = 99;
/** Characters of a message that are shown on the stage. */
const PREVIEW_LENGTH = 160;

export class UnreadIndicator {
  #badge = byId("chatBadge", HTMLElement);
  #description = byId("chatUnread", HTMLElement);
  #stage = byId("chatNews", HTMLElement);
  #timers = new Timers();
  #count = 0;
  #openChat;

  /** @param {() => void} openChat */
  constructor(openChat) {
    this.#openChat = openChat;
  }

  /** @param {string} text @param {boolean} counts whether it adds to the unread count */
  notify(text, counts) {
    if (counts) this.#setCount(this.#count + 1);
    const card = cloneTemplate("chatNewsTemplate");
    setText(within(card, ".chat-news-text", HTMLElement), text.slice(0, PREVIEW_LENGTH));
    card.addEventListener("click", () => this.#openChat());
    const focused = this.#stage.contains(document.activeElement);
    this.#stage.replaceChildren(card);
    if (focused) card.focus();
    this.#hideLater();
  }

  /** A card under the pointer stays: removed at the moment of a click, it would let the click through to the stage. */
  #hideLater() {
    this.#timers.after("hide", SHOWN_MS, () => {
      if (this.#stage.querySelector(":hover, :focus-within")) this.#hideLater();
      else this.#stage.replaceChildren();
    });
  }

  /** Everything has been read. */
  clear() {
    this.#timers.clearAll();
    this.#stage.replaceChildren();
    this.#setCount(0);
  }

  /** @param {number} count */
  #setCount(count) {
    this.#count = count;
    this.#badge.hidden = count === 0;
    this.#badge.dataset.count = count > MAX_COUNT ? `${MAX_COUNT}+` : String(count);
    setText(this.#description, count ? unreadCount(count) : "");
  }
}
