/** The list of past calls: times in the user's time zone, and calling back. */

import { byId } from "../../lib/dom.js";
import { showTime } from "./times.js";

export class HistoryView {
  #list = byId("history", HTMLElement);
  /** Whether the list has changed on the server since it was shown. */
  #stale = false;
  #seen;

  /**
   * @param {object} intents
   * @param {(name: string, video: boolean) => void} intents.call
   * @param {(name: string, action: ContactAction) => void} intents.changeContact
   * @param {(left: number) => void} intents.seen missed calls have been shown; `left`: how many others there are
   */
  constructor({ call, changeContact, seen }) {
    this.#seen = seen;
    this.#showTimes();
    this.#list.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-call], [data-unblock]") : null;
      if (!(button instanceof HTMLElement)) return;
      if (button.dataset.unblock) return changeContact(button.dataset.unblock, "unblock");
      if (button.dataset.call) call(button.dataset.call, button.dataset.video !== "false");
    });
    document.addEventListener("visibilitychange", () => this.#stale && this.refresh());
  }

  /** Loads the list again. If the page is hidden it waits, so that missed calls stay unseen. */
  async refresh() {
    this.#stale = document.hidden;
    if (this.#stale) return;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("history");
      if (found) this.#replace(found);
      this.#seen(Number(page.getElementById("missedBadge")?.textContent ?? 0));
    } catch (error) {
      // The next call refreshes it, or the next visit.
      console.debug("the history was not refreshed", error);
    }
  }

  /** After a call: focuses the person's button, or else the heading. @param {string} name */
  focusOn(name) {
    const buttons = [.../** @type {NodeListOf<HTMLElement>} */ (this.#list.querySelectorAll("[data-call]"))];
    const button = buttons.find(({ dataset }) => dataset.call === name);
    (button ?? byId("pageTitle", HTMLElement)).focus({ preventScroll: true });
  }

  /** @param {HTMLElement} found */
  #replace(found) {
    const { activeElement } = document;
    const focused = this.#list.contains(activeElement)
      ? (activeElement?.getAttribute("data-call") ?? activeElement?.getAttribute("data-unblock"))
      : null;
    this.#list.replaceChildren(...found.childNodes);
    this.#showTimes();
    if (focused) this.focusOn(focused);
  }

  #showTimes() {
    for (const time of this.#list.querySelectorAll("time")) showTime(time, new Date(time.dateTime));
  }
}
