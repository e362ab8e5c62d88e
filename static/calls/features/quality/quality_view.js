/**
 * The quality sign on the stage with its suggestion, the notes about paused video, and the switch
 * of the data saver.
 */

import { byId, setText } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { shortName } from "../../ui/stage/texts.js";
import { DetailsView } from "./details/details_view.js";
import { PausesView } from "./pauses/pauses_view.js";
import { problem, recovered, saverAnnouncement, signLabel, suggestionLabel } from "./texts.js";

/**
 * What the buttons do in this call.
 * @typedef {{ apply(suggestion: Suggestion): void, pause(paused: boolean): void }} QualityActions
 */

export class QualityView {
  #sign = byId("qualitySign", HTMLElement);
  #detailsButton = byId("qualityDetails", HTMLButtonElement);
  #suggestionButton = byId("qualityAct", HTMLButtonElement);
  #resumeButton = byId("resumeVideo", HTMLButtonElement);
  #pauses = new PausesView();
  #status = byId("qualityNews", HTMLElement);
  #saverSwitch = byId("dataSaver", HTMLButtonElement);
  #details = new DetailsView();
  /** @type {QualityActions | null} */
  #actions = null;
  /** @type {Suggestion | null} */
  #suggestion = null;

  /** @param {import("./data_saver.js").DataSaver} dataSaver */
  constructor(dataSaver) {
    this.#suggestionButton.addEventListener("click", () => this.#suggestion && this.#actions?.apply(this.#suggestion));
    this.#resumeButton.addEventListener("click", () => this.#actions?.pause(false));
    this.#saverSwitch.addEventListener("click", () => dataSaver.set(!dataSaver.on));
    const showSaver = () => this.#saverSwitch.setAttribute("aria-pressed", String(dataSaver.on));
    dataSaver.onchange(() => {
      showSaver();
      announce(saverAnnouncement(dataSaver.on));
    });
    showSaver();
  }

  get detailsOpen() {
    return this.#details.open;
  }

  /** @param {QualityActions} actions @param {QualityState | null} state null: the call is over */
  show(actions, state) {
    this.#actions = state && actions;
    this.#sign.hidden = !state;
    this.#details.show(state);
    this.#showPauses(state);
    if (!state) return setText(this.#status, "");
    const { judgement, name } = state;
    const text = problem(judgement, shortName(name));
    this.#sign.dataset.level = judgement.level;
    this.#detailsButton.setAttribute("aria-label", signLabel(judgement.level, text));
    this.#showSuggestion(state.suggestion);
    setText(byId("qualityWords", HTMLElement), text, shortName(name));
    if (text || this.#status.textContent) setText(this.#status, text || recovered());
  }

  /** @param {Suggestion | null} suggestion */
  #showSuggestion(suggestion) {
    this.#suggestion = suggestion;
    const focused = document.activeElement === this.#suggestionButton;
    this.#suggestionButton.hidden = !suggestion;
    if (suggestion) setText(this.#suggestionButton, suggestionLabel(suggestion));
    else if (focused) this.#detailsButton.focus();
  }

  /** @param {QualityState | null} state */
  #showPauses(state) {
    const focused = document.activeElement === this.#resumeButton;
    this.#pauses.show(state);
    if (focused && !state?.paused) this.#detailsButton.focus();
  }
}
