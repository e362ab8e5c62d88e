/** The list of past calls: times in the user's time zone, calling back, and the cards of people. */

import { byId } from "../../lib/dom.js";
import { showTime } from "./times.js";

export class HistoryView {
  #list = byId("history", HTMLElement);
  /** Whether the list has changed on the server since it was shown. */
  #stale = false;
  /** Whose card was opened last. */
  #opened = "";
  #seen;

  /**
   * @param {object} intents
   * @param {(name: string, video: boolean) => void} intents.call
   * @param {(name: string, action: ContactAction) => void} intents.changeContact
   * @param {(person: KnownPerson) => void} intents.openCard
   * @param {(left: number) => void} intents.seen missed calls have been shown; `left`: how many others there are
   */
  constructor({ call, changeContact, openCard, seen }) {
    this.#seen = seen;
    this.#showTimes();
    this.#list.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-call], [data-unblock], [data-card]") : null;
      if (!(button instanceof HTMLElement)) return;
      if (button.dataset.card) {
        this.#opened = button.dataset.card;
        return openCard(personOf(button.dataset));
      }
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
    const { call, unblock, card } =
      activeElement instanceof HTMLElement && this.#list.contains(activeElement) ? activeElement.dataset : {};
    this.#list.replaceChildren(...found.childNodes);
    this.#showTimes();
    if (card) this.#focusCard(card);
    else if (call ?? unblock) this.focusOn(call ?? unblock ?? "");
  }

  /** The list may have been replaced while the card was open. */
  onCardClosed() {
    if (document.activeElement === document.body) this.#focusCard(this.#opened);
  }

  /** @param {string} name */
  #focusCard(name) {
    const buttons = [.../** @type {NodeListOf<HTMLElement>} */ (this.#list.querySelectorAll("[data-card]"))];
    buttons.find(({ dataset }) => dataset.card === name)?.focus({ preventScroll: true });
  }

  #showTimes() {
    for (const time of this.#list.querySelectorAll("time")) showTime(time, new Date(time.dateTime));
  }
}

/** @param {DOMStringMap} data of a row @returns {KnownPerson} */
const personOf = ({ card = "", display, picture }) => ({
  name: card,
  ...(display && { display }),
  ...(picture && { picture }),
});
