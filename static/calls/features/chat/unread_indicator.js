/** What is new in the chat while nobody looks at it: a number on its button, and a quiet word on the stage. */

import { byId, cloneTemplate, setText, within } from "../../lib/dom.js";
import { Timers } from "../../lib/timers.js";
import { unread } from "./texts.js";

const SHOWN_MS = 7_000;
const MOST = 99;
/** Characters of a message that are worth showing by the way. */
const GLANCE = 160;

export class News {
  #badge = byId("chatBadge", HTMLElement);
  #described = byId("chatUnread", HTMLElement);
  #stage = byId("chatNews", HTMLElement);
  #timers = new Timers();
  #count = 0;
  #open;

  /** @param {() => void} open shows the chat */
  constructor(open) {
    this.#open = open;
  }

  /** @param {string} text @param {boolean} counts whether there is one more to read */
  tell(text, counts) {
    if (counts) this.#countTo(this.#count + 1);
    const card = cloneTemplate("chatNewsTemplate");
    setText(within(card, ".chat-news-text", HTMLElement), text.slice(0, GLANCE));
    card.addEventListener("click", () => this.#open());
    const focused = this.#stage.contains(document.activeElement);
    this.#stage.replaceChildren(card);
    if (focused) card.focus();
    this.#rest();
  }

  /** Who is about to press it is not to press what lies behind. */
  #rest() {
    this.#timers.after("shown", SHOWN_MS, () => {
      if (this.#stage.querySelector(":hover, :focus-within")) this.#rest();
      else this.#stage.replaceChildren();
    });
  }

  /** Everything has been seen. */
  clear() {
    this.#timers.clearAll();
    this.#stage.replaceChildren();
    this.#countTo(0);
  }

  /** @param {number} count */
  #countTo(count) {
    this.#count = count;
    this.#badge.hidden = count === 0;
    this.#badge.dataset.count = count > MOST ? `${MOST}+` : String(count);
    setText(this.#described, count ? unread(count) : "");
  }
}
