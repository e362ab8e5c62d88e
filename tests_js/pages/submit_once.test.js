import assert from "node:assert/strict";
import { before, beforeEach, mock, test } from "node:test";

class Form extends EventTarget {
  method = "post";
  /** @type {Map<string, string>} */
  attributes = new Map();
  setAttribute(name, value) {
    this.attributes.set(name, value);
  }
  removeAttribute(name) {
    this.attributes.delete(name);
  }
}

/** A press of the form's button: whether the browser would send it. */
const press = (form) => {
  const event = new Event("submit", { cancelable: true });
  Object.defineProperty(event, "target", { value: form });
  document.dispatchEvent(event);
  return !event.defaultPrevented;
};

before(async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const page = new EventTarget();
  Object.assign(globalThis, {
    HTMLFormElement: Form,
    document: new EventTarget(),
    addEventListener: page.addEventListener.bind(page),
    dispatchEvent: page.dispatchEvent.bind(page),
  });
  await import("../../static/calls/pages/submit_once.js");
});

let form;
beforeEach(() => {
  form = new Form();
});

test("a form is sent once, however often its button is pressed", () => {
  assert.equal(press(form), true);
  assert.equal(form.attributes.get("aria-busy"), "true");
  assert.deepEqual([press(form), press(form)], [false, false]);
});

test("another form is sent beside it, and one that only asks is sent each time", () => {
  press(form);
  assert.equal(press(new Form()), true);
  const search = Object.assign(new Form(), { method: "get" });
  assert.deepEqual([press(search), press(search)], [true, true]);
});

test("it can be sent again when its request was stopped, and after going back", () => {
  press(form);
  mock.timers.tick(10_000);
  assert.equal(form.attributes.has("aria-busy"), false);
  assert.equal(press(form), true);
  globalThis.dispatchEvent(new Event("pageshow"));
  assert.equal(press(form), true);
});
