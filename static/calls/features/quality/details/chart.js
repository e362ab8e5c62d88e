/** A small line chart of the last minute, drawn as SVG; its words are for those who do not see it. */

import { setText, within } from "../../../lib/dom.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 300;
const HEIGHT = 60;
/** Room for the line's own thickness at both ends. */
const EDGE = 2;

/** The next of 1, 2, 5, 10, 20, 50, … : the top of a scale that does not jump with every value. @param {number} value */
export function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10);
}

/** The `d` of a path; a value that nobody knows leaves a gap. @param {(number | null)[]} values @param {number} top */
export function line(values, top) {
  let down = false;
  const points = values.map((value, index) => {
    if (value === null) {
      down = false;
      return "";
    }
    const x = (index / (values.length - 1)) * WIDTH;
    const y = HEIGHT - EDGE - (Math.min(value, top) / top) * (HEIGHT - 2 * EDGE);
    const point = `${down ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    down = true;
    return point;
  });
  return points.join("");
}

/**
 * @typedef {object} Shape
 * @property {string[]} series the names of the lines, for CSS
 * @property {number} least the lowest top of the scale
 * @property {(value: number | null) => string} format
 * @property {(title: string, lines: (number | null)[][]) => string} summary
 */

export class Chart {
  #figure;
  #svg;
  #shape;
  /** @type {SVGElement[]} */
  #paths;

  /** @param {HTMLElement} figure has a title, an `svg`, a place for the top of the scale, and one for each line's latest value @param {Shape} shape */
  constructor(figure, shape) {
    this.#figure = figure;
    this.#shape = shape;
    this.#svg = /** @type {SVGElement} */ (figure.querySelector("svg"));
    this.#svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.#svg.setAttribute("preserveAspectRatio", "none");
    this.#svg.setAttribute("role", "img");
    for (const y of [EDGE, HEIGHT / 2, HEIGHT - EDGE]) this.#path("chart-grid", `M0 ${y}H${WIDTH}`);
    this.#paths = shape.series.map((name) => this.#path(`chart-line chart-${name}`));
  }

  /** @param {(number | null)[][]} lines as many as there are series */
  draw(lines) {
    const { least, format, summary } = this.#shape;
    const top = nice(Math.max(least, ...lines.flat().filter((value) => value !== null)));
    for (const [index, path] of this.#paths.entries()) path.setAttribute("d", line(lines[index] ?? [], top));
    const title = within(this.#figure, ".chart-title", HTMLElement).textContent ?? "";
    this.#svg.setAttribute("aria-label", summary(title, lines));
    setText(within(this.#figure, ".chart-top", HTMLElement), format(top));
    for (const [index, now] of this.#figure.querySelectorAll("[data-now]").entries()) {
      now.textContent = format(lines[index]?.at(-1) ?? null);
    }
  }

  /** @param {string} name of its class @param {string} [d] */
  #path(name, d = "") {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    path.setAttribute("vector-effect", "non-scaling-stroke");
    this.#svg.append(path);
    return path;
  }
}
