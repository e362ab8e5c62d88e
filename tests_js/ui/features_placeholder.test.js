import assert from "node:assert/strict";
import test from "node:test";
import { FeaturesPlaceholder } from "../../static/calls/ui/features_placeholder.js";

/** What is pressed: no menu, and one of the parts or not. */
class FakeElement {
  constructor(isPart) {
    this.isPart = isPart;
  }
  closest(selector) {
    return this.isPart && selector.includes("#react") ? this : null;
  }
}

function setUp(t) {
  const pageWindow = new EventTarget();
  const globals = {
    gettext: (text) => text,
    Element: FakeElement,
    HTMLElement: FakeElement,
    addEventListener: pageWindow.addEventListener.bind(pageWindow),
  };
  Object.assign(globalThis, globals);
  t.after(() => {
    for (const name of Object.keys(globals)) delete globalThis[name];
  });
  const happened = [];
  const placeholder = new FeaturesPlaceholder({
    retry: () => happened.push("retry"),
    toast: (text) => {
      happened.push(text);
      return () => happened.push("removed");
    },
  });
  /** Returns what came of it. */
  const press = (target, isPart = true) => {
    happened.length = 0;
    const event = Object.defineProperty(new Event("click", { cancelable: true }), "target", {
      value: new FakeElement(isPart),
    });
    target.dispatchEvent(event);
    return [...happened];
  };
  return { placeholder, happened, press, pageWindow };
}

const LOADING = ["This has not loaded yet. Trying again…", "retry"];

test("a press on what has not loaded yet says so, also in the small window, until it has loaded", (t) => {
  const { placeholder, happened, press, pageWindow } = setUp(t);
  const [pip, later] = [new EventTarget(), new EventTarget()];
  assert.deepEqual(press(pageWindow), LOADING);
  placeholder.listen(pip);
  assert.deepEqual(press(pip), LOADING);
  assert.deepEqual(press(pip, false), []);
  happened.length = 0;
  placeholder.remove();
  assert.deepEqual(happened, ["removed", "It has loaded now."]);
  placeholder.listen(later);
  for (const target of [pageWindow, pip, later]) assert.deepEqual(press(target), []);
});

test("a file that is dropped before they have loaded is not opened by the browser, and the page says so", (t) => {
  const { placeholder, happened, pageWindow } = setUp(t);
  globalThis.DragEvent = class extends Event {
    dataTransfer = { types: ["Files"] };
  };
  t.after(() => delete globalThis.DragEvent);
  const dragged = (type) => {
    happened.length = 0;
    const event = new DragEvent(type, { cancelable: true });
    pageWindow.dispatchEvent(event);
    return [event.defaultPrevented, ...happened];
  };
  assert.deepEqual(dragged("dragover"), [true]);
  assert.deepEqual(dragged("drop"), [true, ...LOADING]);
  placeholder.remove();
  assert.deepEqual(dragged("drop"), [false]);
});
