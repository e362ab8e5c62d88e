/** The page of the panel that shows a call's figures, live; it judges nothing. */

import { byId, cloneTemplate, setText, within } from "../../../lib/dom.js";
import * as texts from "../texts.js";
import { Chart } from "./chart.js";
import { facts, rows, summary } from "./rows.js";

const BOTH = ["sent", "received"];

/** @param {(value: number | null) => string} format */
const words = (format) => ({
  format,
  summary: (/** @type {string} */ title, /** @type {(number | null)[][]} */ lines) =>
    texts.chartSummary(title, lines, format),
});

export class DetailsView {
  #page = byId("callDetails", HTMLElement);
  #report = byId("reportText", HTMLTextAreaElement);
  #note = byId("reportNote", HTMLElement);
  #bitrate = new Chart(byId("bitrateChart", HTMLElement), { series: BOTH, least: 100_000, ...words(texts.bitrate) });
  #loss = new Chart(byId("lossChart", HTMLElement), { series: BOTH, least: 0.05, ...words(texts.percent) });
  #roundTrip = new Chart(byId("roundTripChart", HTMLElement), {
    series: ["sent"],
    least: 0.1,
    ...words(texts.milliseconds),
  });
  /** @type {QualityState | null} */
  #state = null;

  constructor() {
    byId("copyReport", HTMLButtonElement).addEventListener("click", () => this.#copy());
    // Nothing is drawn for nobody: with the page's coming the latest is.
    new MutationObserver(() => this.#draw()).observe(this.#page, { attributeFilter: ["hidden"] });
  }

  /** @param {QualityState | null} state null: the call is over */
  show(state) {
    if (!state) this.#forget();
    this.#state = state;
    this.#draw();
  }

  #forget() {
    setText(this.#note, "");
    this.#report.hidden = true;
  }

  #draw() {
    const state = this.#state;
    if (!state || this.#page.hidden) return;
    const { judgement, recent, name } = state;
    this.#page.dataset.level = judgement.level;
    setText(byId("detailsLevel", HTMLElement), texts.levelName(judgement.level));
    setText(byId("detailsCause", HTMLElement), texts.trouble(judgement, name));
    /** @param {(figures: Figures) => number | null} of */
    const line = (of) => recent.map((figures) => figures && of(figures));
    this.#bitrate.draw([line(({ out }) => out.bitrate), line(({ in: come }) => come.bitrate)]);
    this.#loss.draw([line(({ out }) => out.loss), line(({ in: come }) => come.loss)]);
    this.#roundTrip.draw([line(({ roundTrip }) => roundTrip)]);
    fill("detailsRows", "detailsRow", rows(recent.at(-1)));
    fill("detailsFacts", "detailsFact", facts(state));
  }

  async #copy() {
    if (!this.#state) return;
    const text = summary(this.#state, { when: new Date().toISOString(), browser: navigator.userAgent });
    try {
      await navigator.clipboard.writeText(text);
      this.#report.hidden = true;
      setText(this.#note, texts.copied());
    } catch {
      this.#report.value = text;
      this.#report.hidden = false;
      this.#report.focus();
      this.#report.select();
      setText(this.#note, texts.notCopied());
    }
  }
}

/** Rows are made once, by key, and then only their words change: whoever reads or selects one is not disturbed. @param {string} list @param {string} template @param {({ key: string } & Record<string, string>)[]} wanted */
function fill(list, template, wanted) {
  const parent = byId(list, HTMLElement);
  const known = new Map([...parent.children].map((row) => [row instanceof HTMLElement ? row.dataset.key : "", row]));
  for (const [index, { key, ...words }] of wanted.entries()) {
    const row = known.get(key) ?? cloneTemplate(template);
    known.delete(key);
    if (row instanceof HTMLElement) row.dataset.key = key;
    if (parent.children[index] !== row) parent.insertBefore(row, parent.children[index] ?? null);
    for (const [name, text] of Object.entries(words)) setText(within(row, `[data-is="${name}"]`, HTMLElement), text);
  }
  for (const row of known.values()) row.remove();
}
