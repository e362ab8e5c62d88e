/** A small line chart of the last minute as SVG, with a summary in words for screen readers. */

import { setText, within } from "../../../lib/dom.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 300;
const HEIGHT = 60;
/** Margin for half of the line's width. */
const MARGIN = 2;

/**
 * The next of 1, 2, 5, 10, 20, 50, …, so that the top of the scale does not change with every
 * value.
 * @param {number} value
 */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10);
}

/** The `d` of an SVG path; an unknown value leaves a gap. @param {(number | null)[]} values @param {number} top */
export function pathData(values, top) {
  let penDown = false;
  const points = values.map((value, index) => {
    if (value === null) {
      penDown = false;
      return "";
    }
    const x = (index / (values.length - 1)) * WIDTH;
    const y = HEIGHT - MARGIN - (Math.min(value, top) / top) * (HEIGHT - 2 * MARGIN);
    const point = `${penDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    penDown = true;
    return point;
  });
  return points.join("");
}

/**
 * @typedef {object} ChartOptions
 * @property {string[]} series the names of the lines, for CSS
 * @property {number} minTop the top of the scale is never lower
 * @property {(value: number | null) => string} format
 * @property {(title: string, lines: (number | null)[][]) => string} summary
 */

export class Chart {
  #figure;
  #svg;
  #options;
  /** @type {SVGElement[]} */
  #paths;

  /**
   * @param {HTMLElement} figure with a title, an `svg`, an element for the top of the scale, and one for each line's latest value
   * @param {ChartOptions} options
   */
  constructor(figure, options) {
    this.#figure = figure;
    this.#options = options;
    this.#svg = /** @type {SVGElement} */ (figure.querySelector("svg"));
    this.#svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.#svg.setAttribute("preserveAspectRatio", "none");
    this.#svg.setAttribute("role", "img");
    for (const y of [MARGIN, HEIGHT / 2, HEIGHT - MARGIN]) this.#path("chart-grid", `M0 ${y}H${WIDTH}`);
    this.#paths = options.series.map((name) => this.#path(`chart-line chart-${name}`));
  }

  /** @param {(number | null)[][]} lines one for each series */
  draw(lines) {
    const { minTop, format, summary } = this.#options;
    const top = roundUp(Math.max(minTop, ...lines.flat().filter((value) => value !== null)));
    for (const [index, path] of this.#paths.entries()) path.setAttribute("d", pathData(lines[index] ?? [], top));
    const title = within(this.#figure, ".chart-title", HTMLElement).textContent ?? "";
    this.#svg.setAttribute("aria-label", summary(title, lines));
    setText(within(this.#figure, ".chart-top", HTMLElement), format(top));
    for (const [index, latest] of this.#figure.querySelectorAll("[data-now]").entries()) {
      setText(/** @type {HTMLElement} */ (latest), format(lines[index]?.at(-1) ?? null));
    }
  }

  /** @param {string} name class names @param {string} [d] */
  #path(name, d = "") {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    path.setAttribute("vector-effect", "non-scaling-stroke");
    this.#svg.append(path);
    return path;
  }
}
