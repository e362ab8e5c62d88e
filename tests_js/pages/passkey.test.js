import assert from "node:assert/strict";
import { before, test } from "node:test";

class Element extends EventTarget {}
class Field extends Element {
  value = "";
}
class Form extends Element {
  dataset = { passkey: "get", autofill: "", optionsUrl: "/options", note: "note" };
  elements = { namedItem: () => new Field() };
}

const form = new Form();
/** What the server was asked for, and how its answers come. */
const asked = [];
const answers = [];
const used = [];
const settle = () => new Promise((resolve) => setImmediate(resolve));
const challenge = (text) => ({ request_options: { publicKey: { challenge: btoa(text) } } });

before(async () => {
  const parts = {
    HTMLElement: Element,
    HTMLInputElement: Field,
    HTMLFormElement: Form,
    PublicKeyCredential: { isConditionalMediationAvailable: async () => true },
    BroadcastChannel: class {
      postMessage() {}
    },
    window: new EventTarget(),
    location: { hostname: "example.org" },
    document: {
      getElementById: () => new Element(),
      querySelectorAll: (selector) => (selector.startsWith("form") ? [form] : []),
    },
    navigator: {
      credentials: {
        async get({ publicKey, mediation, signal }) {
          if (signal?.aborted) throw new DOMException("", "AbortError");
          used.push([new TextDecoder().decode(publicKey.challenge), mediation ?? "asked"]);
          return new Promise(() => {});
        },
      },
    },
    fetch: (url) => {
      asked.push(url);
      return new Promise((resolve) => answers.push((text) => resolve({ ok: true, json: () => challenge(text) })));
    },
  };
  for (const [name, value] of Object.entries(parts)) Object.defineProperty(globalThis, name, { value });
  await import("../../static/calls/pages/passkey.js");
});

test("a button that is pressed while the suggestions ask for a challenge asks for its own after them", async () => {
  await settle();
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  await settle();
  assert.deepEqual(asked, ["/options?autofill"]);
  answers[0]("first");
  await settle();
  assert.deepEqual(asked, ["/options?autofill", "/options"]);
  answers[1]("second");
  await settle();
  assert.deepEqual(used, [["second", "asked"]]);
});
