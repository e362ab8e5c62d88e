/** The card of a person: who they are, what can be done about them, and the latest calls. */

import { byId, cloneTemplate, insertTemplate, paintAvatar, setText, within } from "../../lib/dom.js";
import { callLabel, duration, personStatus, voiceCallLabel } from "../texts.js";
import { cancelLabel, tellMeLabel, waitingSentence } from "./availability_texts.js";
import { direction, noCallsYet, pastEnding } from "./card_texts.js";
import { actionLabel, favouriteLabel, relationNote } from "./contact_texts.js";
import { quietStatus, shownStatus } from "./quiet_texts.js";
import { showTime } from "./times.js";

export class CardView {
  #dialog = insertTemplate("personCardTemplate", HTMLDialogElement);
  #call = byId("cardCall", HTMLButtonElement);
  #voice = byId("cardVoiceCall", HTMLButtonElement);
  #favourite = byId("cardFavourite", HTMLButtonElement);
  #tellMe = byId("cardTellMe", HTMLButtonElement);
  #waiting = byId("cardWaiting", HTMLElement);
  #cancel = byId("cardCancelWaiting", HTMLButtonElement);
  #name = "";

  /**
   * @param {object} intents
   * @param {(name: string, video?: boolean) => void} intents.call
   * @param {(name: string, action: ContactAction) => void} intents.changeContact
   * @param {(name: string, favourite: boolean) => void} intents.setFavourite
   * @param {(name: string, notify: boolean) => void} intents.notify
   * @param {() => void} intents.closed
   */
  constructor({ call, changeContact, setFavourite, notify, closed }) {
    const leave = (/** @type {() => void} */ act) => () => {
      this.#dialog.close();
      act();
    };
    this.#call.addEventListener(
      "click",
      leave(() => call(this.#name)),
    );
    this.#voice.addEventListener(
      "click",
      leave(() => call(this.#name, false)),
    );
    this.#favourite.addEventListener("click", () => setFavourite(this.#name, !isPressed(this.#favourite)));
    this.#tellMe.addEventListener("click", () => notify(this.#name, true));
    this.#cancel.addEventListener("click", () => notify(this.#name, false));
    for (const button of this.#actions())
      button.addEventListener("click", () =>
        changeContact(this.#name, /** @type {ContactAction} */ (button.dataset.action)),
      );
    byId("cardClose", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("close", closed);
  }

  /** @param {PersonDetails | null} person null: closes the card */
  show(person) {
    if (!person) return this.#dialog.close();
    const { name, display, picture, status, quiet, relation, favourite = false, notify = false, calls } = person;
    this.#name = name;
    this.#dialog.dataset.relation = relation ?? (status ? "none" : "");
    this.#dialog.dataset.status = shownStatus(status, quiet);
    paintAvatar(byId("cardAvatar", HTMLElement), name, { picture });
    setText(byId("cardName", HTMLElement), display || name);
    const username = byId("cardUsername", HTMLElement);
    setText(username, `@${name}`);
    username.hidden = !display;
    const statusNote = quiet ? quietStatus(quiet) : status && personStatus(status);
    setText(byId("cardStatus", HTMLElement), [statusNote, relationNote(relation)].filter(Boolean).join(" · "));
    within(this.#dialog, ".status-dot", HTMLElement).dataset.status = shownStatus(status, quiet);
    this.#call.setAttribute("aria-label", callLabel(name));
    this.#voice.setAttribute("aria-label", voiceCallLabel(name));
    this.#favourite.setAttribute("aria-label", favouriteLabel(name));
    this.#favourite.setAttribute("aria-pressed", String(favourite));
    this.#showWaiting(notify, status !== undefined && status !== "online");
    for (const button of this.#actions())
      button.setAttribute("aria-label", actionLabel(/** @type {ContactAction} */ (button.dataset.action), name));
    this.#showCalls(calls);
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {boolean} notify @param {boolean} canWait nobody waits for somebody who is free */
  #showWaiting(notify, canWait) {
    const focused = [this.#tellMe, this.#cancel].find((button) => button === document.activeElement);
    this.#tellMe.hidden = notify || !canWait;
    this.#waiting.hidden = !notify;
    this.#tellMe.setAttribute("aria-label", tellMeLabel(this.#name));
    this.#cancel.setAttribute("aria-label", cancelLabel(this.#name));
    setText(within(this.#waiting, "p", HTMLElement), waitingSentence(this.#name), this.#name);
    const next = [this.#tellMe, this.#cancel, this.#call].find((button) => button.checkVisibility());
    if (focused && !focused.checkVisibility()) next?.focus();
  }

  /** @param {PastCall[]} [calls] missing: not known yet */
  #showCalls(calls) {
    const place = byId("cardCalls", HTMLElement);
    place.hidden = !calls;
    within(place, "ul", HTMLUListElement).replaceChildren(...(calls ?? []).map(row));
    setText(byId("cardNoCalls", HTMLElement), calls?.length === 0 ? noCallsYet() : "");
  }

  /** @returns {NodeListOf<HTMLButtonElement>} */
  #actions() {
    return this.#dialog.querySelectorAll("[data-action]");
  }
}

/** @param {PastCall} call */
function row(call) {
  const item = cloneTemplate("cardCallTemplate");
  item.dataset.role = call.role;
  setText(within(item, ".visually-hidden", HTMLElement), direction(call));
  setText(within(item, ".ending", HTMLElement), pastEnding(call));
  const lasted = within(item, ".lasted", HTMLElement);
  lasted.hidden = call.lasted === null;
  setText(lasted, call.lasted === null ? "" : duration(call.lasted));
  item.dataset.kind = call.video ? "video" : "voice";
  showTime(within(item, "time", HTMLTimeElement), new Date(Date.now() - call.ago * 1000));
  return item;
}

/** @param {HTMLElement} button */
const isPressed = (button) => button.getAttribute("aria-pressed") === "true";
