/** The sign of the call's quality on the stage, its one action, and the switch that saves data; it knows no figures. */

import { byId, setText, within } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { brief } from "../../ui/stage/texts.js";
import { DetailsView } from "./details/details_view.js";
import { pausedByMe, pausedByPeer, recovered, remedyName, saverSaid, signName, trouble } from "./texts.js";

/** @typedef {{ act(means: Remedy): void, pause(paused: boolean): void }} Conductor who does what is asked for in this call */

export class QualityView {
  #sign = byId("qualitySign", HTMLElement);
  #open = byId("qualityDetails", HTMLButtonElement);
  #act = byId("qualityAct", HTMLButtonElement);
  #resume = byId("resumeVideo", HTMLButtonElement);
  #mine = byId("videoPaused", HTMLElement);
  #theirs = byId("videoPausedByPeer", HTMLElement);
  #news = byId("qualityNews", HTMLElement);
  #switch = byId("dataSaver", HTMLButtonElement);
  #details = new DetailsView();
  /** @type {Conductor | null} */
  #conductor = null;
  /** @type {Remedy | null} */
  #remedy = null;

  /** @param {import("./data_saver.js").Saver} saver */
  constructor(saver) {
    this.#act.addEventListener("click", () => this.#remedy && this.#conductor?.act(this.#remedy));
    this.#resume.addEventListener("click", () => this.#conductor?.pause(false));
    this.#switch.addEventListener("click", () => saver.set(!saver.on));
    const press = () => this.#switch.setAttribute("aria-pressed", String(saver.on));
    saver.onchange(() => {
      press();
      announce(saverSaid(saver.on));
    });
    press();
  }

  /** @param {Conductor} conductor @param {QualityState | null} state null: the call is over */
  show(conductor, state) {
    this.#conductor = state && conductor;
    this.#sign.hidden = !state;
    this.#details.show(state);
    this.#pauses(state);
    if (!state) return setText(this.#news, "");
    const { judgement, name } = state;
    const words = trouble(judgement, brief(name));
    this.#sign.dataset.level = judgement.level;
    this.#open.setAttribute("aria-label", signName(judgement.level, words));
    this.#offer(state.remedy);
    setText(byId("qualityWords", HTMLElement), words);
    if (words || this.#news.textContent) setText(this.#news, words || recovered());
  }

  /** @param {Remedy | null} remedy */
  #offer(remedy) {
    this.#remedy = remedy;
    const focused = document.activeElement === this.#act;
    this.#act.hidden = !remedy;
    if (remedy) setText(this.#act, remedyName(remedy));
    else if (focused) this.#open.focus();
  }

  /** @param {QualityState | null} state */
  #pauses(state) {
    const focused = document.activeElement === this.#resume;
    this.#mine.hidden = !state?.paused;
    this.#theirs.hidden = !state?.pausedByPeer;
    if (focused && this.#mine.hidden) this.#open.focus();
    setText(within(this.#mine, "span", HTMLElement), state?.paused ? pausedByMe(brief(state.name)) : "");
    setText(within(this.#theirs, "span", HTMLElement), state?.pausedByPeer ? pausedByPeer(brief(state.name)) : "");
  }
}
