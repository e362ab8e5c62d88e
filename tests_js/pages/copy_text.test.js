import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";

class Button extends EventTarget {
  hidden = true;
  dataset = { copy: "link", note: "note", copied: "Copied", failed: "Copy it yourself." };
}

class Field {
  value = "https://call.example.org/invite/abc/";
  calls = [];
  focus() {
    this.calls.push("focus");
  }
  select() {
    this.calls.push("select");
  }
}

const button = new Button();
let field;
let note;

const press = async (clipboard) => {
  Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
  button.dispatchEvent(new Event("click"));
  await new Promise(setImmediate);
};

beforeEach(() => {
  field = new Field();
  note = { textContent: "" };
});

before(async () => {
  const document = {
    querySelectorAll: () => [button],
    getElementById: (id) => ({ link: field, note })[id],
  };
  Object.assign(globalThis, { HTMLButtonElement: Button, HTMLInputElement: Field, document });
  await import("../../static/calls/pages/copy_text.js");
});

test("the button shows where the script runs, and copies the field", async () => {
  assert.equal(button.hidden, false);
  const copied = [];
  await press({ writeText: async (text) => copied.push(text) });
  assert.deepEqual(copied, [field.value]);
  assert.equal(note.textContent, "Copied");
  assert.deepEqual(field.calls, []);
});

test("a browser that copies nothing gets the text selected", async () => {
  const refusing = { writeText: () => Promise.reject(new Error("not allowed")) };
  for (const clipboard of [undefined, refusing]) {
    note.textContent = "";
    await press(clipboard);
    assert.equal(note.textContent, "Copy it yourself.");
    assert.deepEqual(field.calls.splice(0), ["focus", "select"]);
  }
});
