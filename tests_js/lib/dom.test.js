import assert from "node:assert/strict";
import test from "node:test";

import { setText } from "../../static/calls/lib/dom.js";

class Element {
  writes = 0;
  /** @type {unknown[]} */
  children = [];
  #text = "";

  get textContent() {
    return this.#text;
  }

  set textContent(text) {
    this.#text = text;
    this.writes += 1;
  }

  /** @param {(string | Element)[]} parts */
  replaceChildren(...parts) {
    this.children = parts;
    this.textContent = parts.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
  }

  /** As a page's translator does, which wraps the text in elements of its own. @param {string} words */
  translateTo(words) {
    this.#text = words;
  }
}

const made = () => /** @type {HTMLElement & Element} */ (/** @type {unknown} */ (new Element()));

test("a text is written only when it changes", () => {
  const element = made();
  for (const text of ["Ringing…", "Ringing…", "Connected", "Connected"]) setText(element, text);
  assert.equal(element.writes, 2);
});

test("a translator's words stay until the text changes", () => {
  const element = made();
  setText(element, "Ringing…");
  element.translateTo("Es klingelt …");
  setText(element, "Ringing…");
  assert.equal(element.textContent, "Es klingelt …");
  setText(element, "Connected");
  assert.equal(element.textContent, "Connected");
});

test("a name within a sentence is not translated", () => {
  globalThis.document = /** @type {Document} */ (
    /** @type {unknown} */ ({ createElement: () => Object.assign(new Element(), { translate: true }) })
  );
  try {
    const element = made();
    setText(element, "Rose is calling you", "Rose");
    const [before, name, after] = /** @type {[string, HTMLElement, string]} */ (
      /** @type {unknown} */ (element.children)
    );
    assert.deepEqual([before, name.textContent, name.translate, after], ["", "Rose", false, " is calling you"]);
    setText(element, "Connecting…", "Rose");
    assert.equal(element.textContent, "Connecting…");
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});
