/** The panel page with a call's live statistics: charts, tables, and a report to copy for support. */

import { copyText } from "../../../lib/browser/clipboard.js";
import { byId, cloneTemplate, insertTemplate, setText, within } from "../../../lib/dom.js";
import * as texts from "../texts.js";
import { Chart } from "./chart.js";
import { facts, report, rows } from "./rows.js";

const BOTH = ["sent", "received"];

/** @param {(value: number | null) => string} format */
const chartTexts = (format) => ({
  format,
  summary: (/** @type {string} */ title, /** @type {(number | null)[][]} */ lines) =>
    texts.chartSummary(title, lines, format),
});

export class DetailsView {
  #page = insertTemplate("callDetailsTemplate", HTMLElement);
  #report = byId("reportText", HTMLTextAreaElement);
  #note = byId("reportNote", HTMLElement);
  #bitrate = new Chart(byId("bitrateChart", HTMLElement), {
    series: BOTH,
    minTop: 100_000,
    ...chartTexts(texts.bitrate),
  });
  #loss = new Chart(byId("lossChart", HTMLElement), { series: BOTH, minTop: 0.05, ...chartTexts(texts.percent) });
  #roundTrip = new Chart(byId("roundTripChart", HTMLElement), {
    series: ["sent"],
    minTop: 0.1,
    ...chartTexts(texts.milliseconds),
  });
  /** @type {QualityState | null} */
  #state = null;

  constructor() {
    byId("copyReport", HTMLButtonElement).addEventListener("click", () => this.#copyReport());
    // A hidden page is not drawn; when it is shown, it is drawn at once.
    new MutationObserver(() => this.#draw()).observe(this.#page, { attributeFilter: ["hidden"] });
  }

  get open() {
    return !this.#page.hidden;
  }

  /** @param {QualityState | null} state null: the call is over */
  show(state) {
    if (!state) this.#clearReport();
    this.#state = state;
    this.#draw();
  }

  #clearReport() {
    setText(this.#note, "");
    this.#report.hidden = true;
  }

  #draw() {
    const state = this.#state;
    if (!state || !this.open) return;
    const { judgement, history, name } = state;
    this.#page.dataset.level = judgement.level;
    setText(byId("detailsLevel", HTMLElement), texts.levelName(judgement.level));
    setText(byId("detailsCause", HTMLElement), texts.problem(judgement, name), name);
    /** @param {(metrics: Metrics) => number | null} pick */
    const line = (pick) => history.map((metrics) => metrics && pick(metrics));
    this.#bitrate.draw([line(({ outbound }) => outbound.bitrate), line(({ inbound }) => inbound.bitrate)]);
    this.#loss.draw([line(({ outbound }) => outbound.loss), line(({ inbound }) => inbound.loss)]);
    this.#roundTrip.draw([line(({ roundTrip }) => roundTrip)]);
    updateRows("detailsRows", "detailsRow", rows(history.at(-1)));
    updateRows("detailsFacts", "detailsFact", facts(state));
  }

  async #copyReport() {
    if (!this.#state) return;
    const text = report(this.#state, { when: new Date().toISOString(), browser: navigator.userAgent });
    if (await copyText(text)) {
      this.#report.hidden = true;
      setText(this.#note, texts.copied());
    } else {
      this.#report.value = text;
      this.#report.hidden = false;
      this.#report.focus();
      this.#report.select();
      setText(this.#note, texts.notCopied());
    }
  }
}

/**
 * Rows are kept by key and only their texts change, so that a selection or a screen reader is not
 * disturbed.
 * @param {string} list
 * @param {string} template
 * @param {({ key: string } & Record<string, string>)[]} wanted
 */
function updateRows(list, template, wanted) {
  const parent = byId(list, HTMLElement);
  const known = new Map([...parent.children].map((row) => [row instanceof HTMLElement ? row.dataset.key : "", row]));
  for (const [index, { key, ...cells }] of wanted.entries()) {
    const row = known.get(key) ?? cloneTemplate(template);
    known.delete(key);
    if (row instanceof HTMLElement) row.dataset.key = key;
    if (parent.children[index] !== row) parent.insertBefore(row, parent.children[index] ?? null);
    for (const [name, text] of Object.entries(cells)) setText(within(row, `[data-is="${name}"]`, HTMLElement), text);
  }
  for (const row of known.values()) row.remove();
}
