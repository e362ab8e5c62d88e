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

test("a press that waits is done once they have loaded, and nothing is said if that is soon", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { placeholder, happened } = setUp(t);
  placeholder.whenLoaded(() => happened.push("first"));
  placeholder.whenLoaded(() => happened.push("second"));
  t.mock.timers.tick(600);
  placeholder.remove();
  assert.deepEqual(happened, ["retry", "retry", "second"]);
  placeholder.whenLoaded(() => happened.push("at once"));
  assert.deepEqual(happened.slice(3), ["at once"]);
  t.mock.timers.tick(60_000);
  assert.equal(happened.length, 4);
});

test("a press that waits longer is answered, and so is one whose attempt fails, which is then over", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { placeholder, happened } = setUp(t);
  const [saying, retry] = LOADING;
  placeholder.onFailure();
  assert.deepEqual(happened, [], "nobody has pressed anything");
  placeholder.whenLoaded(() => happened.push("opened"));
  placeholder.onFailure();
  assert.deepEqual(happened, [retry, saying]);
  t.mock.timers.tick(60_000);
  happened.length = 0;
  placeholder.whenLoaded(() => happened.push("opened again"));
  t.mock.timers.tick(700);
  assert.deepEqual(happened, [retry, saying]);
  placeholder.remove();
  assert.deepEqual(happened.slice(2), ["removed", "opened again"]);
});

/** What comes of a press in the first state, once they have loaded in the last. */
function pressedDuring(t, states) {
  const { placeholder, happened } = setUp(t);
  placeholder.show({ state: states[0] });
  placeholder.whenLoaded(() => happened.push("opened"));
  for (const state of states) placeholder.show({ state });
  placeholder.remove();
  return happened;
}

test("nothing opens for a press from before a call began or ended", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const states of [
    ["idle", "incoming"],
    ["idle", "calling"],
    ["incoming", "connecting"],
    ["active", "idle"],
  ])
    assert.deepEqual(pressedDuring(t, states), ["retry"], states.join());
});

test("a press in a call waits while the call goes on", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const states = ["calling", "ringing", "connecting", "active", "reconnecting"];
  assert.deepEqual(pressedDuring(t, states), ["retry", "opened"]);
});

test("a press that fails is reported, and what has loaded works all the same", (t) => {
  const reported = [];
  t.mock.method(globalThis, "queueMicrotask", (task) => reported.push(task));
  const { placeholder } = setUp(t);
  placeholder.whenLoaded(() => {
    throw new Error("broken");
  });
  placeholder.remove();
  assert.throws(reported[0], /broken/);
});
