import assert from "node:assert/strict";
import test from "node:test";
import { Contacts } from "../../../static/calls/call/people/contacts.js";

function setUp({ online = true } = {}) {
  const sent = [];
  const said = [];
  let requests;
  let count;
  const contacts = new Contacts({
    send: (message) => (online ? sent.push(message) > 0 : false),
    showRequests: (people, waiting) => {
      requests = people.map(({ name }) => name);
      count = waiting;
    },
    showDone: (name, action) => said.push(`${action} ${name}`),
    showProblem: (sentence) => said.push(sentence),
  });
  return { contacts, sent, said, requests: () => requests, count: () => count };
}

const changed = (name, relation) => ({ type: "contact", name, relation });

test("requests are asked for only if there are some", () => {
  const { contacts, sent, requests } = setUp();
  for (const hello of [{ type: "hello", requests: 0 }, { type: "hello" }]) contacts.onMessage(hello);
  assert.deepEqual([sent, requests()], [[], []]);
  contacts.onMessage({ type: "hello", requests: 2 });
  assert.deepEqual(sent, [{ type: "requests" }]);
  contacts.onMessage({ type: "requests", people: [{ name: "bob" }, { name: "carol" }] });
  assert.deepEqual(requests(), ["bob", "carol"]);
});

test("requests are counted, also those that the list has no room for", () => {
  const { contacts, count } = setUp();
  contacts.onMessage({ type: "hello", requests: 3 });
  contacts.onMessage({ type: "requests", people: [{ name: "bob" }, { name: "carol" }] });
  assert.equal(count(), 3);
  contacts.onMessage(changed("dora", "asks"));
  assert.equal(count(), 4);
  contacts.onMessage(changed("bob", "contact"));
  contacts.onMessage(changed("dora", "none"));
  assert.equal(count(), 2);
  contacts.onMessage({ type: "hello", requests: 0 });
  assert.equal(count(), 0);
});

test("once one is answered or gone, those that the list had no room for are asked for, until there are none", () => {
  const { contacts, sent, count, requests } = setUp();
  const list = (waiting, ...names) => {
    contacts.onMessage({ type: "hello", requests: waiting });
    contacts.onMessage({ type: "requests", people: names.map((name) => ({ name })) });
    return sent.splice(0);
  };
  list(4, "bob", "carol");
  contacts.onMessage(changed("erin", "asks"));
  contacts.onMessage({ type: "deleted", name: "frank" });
  assert.deepEqual(sent, []);
  contacts.onMessage(changed("bob", "none"));
  assert.deepEqual(sent, [{ type: "sync" }]);
  list(3, "carol", "dora");
  contacts.onMessage({ type: "deleted", name: "carol" });
  assert.deepEqual([sent, count()], [[{ type: "sync" }], 2]);
  list(2, "dora", "grace");
  assert.deepEqual([requests(), count()], [["dora", "grace"], 2]);
  contacts.onMessage(changed("dora", "contact"));
  assert.deepEqual(sent, []);
});

test("a request comes first, once, and goes with its answer, its sender or its withdrawal", () => {
  const { contacts, requests } = setUp();
  contacts.onMessage({ type: "requests", people: [{ name: "bob" }] });
  for (const _twice of [1, 2]) contacts.onMessage(changed("carol", "asks"));
  assert.deepEqual(requests(), ["carol", "bob"]);
  contacts.onMessage({ type: "renamed", former: "carol", name: "caroline" });
  assert.deepEqual(requests(), ["caroline", "bob"]);
  contacts.onMessage(changed("caroline", "contact"));
  assert.deepEqual(requests(), ["bob"]);
  contacts.onMessage({ type: "deleted", name: "bob" });
  assert.deepEqual(requests(), []);
});

test("only the page on which it was done says that it is done", () => {
  const { contacts, sent, said } = setUp();
  contacts.onMessage(changed("bob", "blocked"));
  assert.deepEqual(said, []);
  contacts.change("bob", "unblock");
  assert.deepEqual(sent, [{ type: "contact", name: "bob", action: "unblock" }]);
  contacts.onMessage(changed("carol", "contact"));
  contacts.onMessage(changed("bob", "none"));
  contacts.onMessage(changed("bob", "contact"));
  assert.deepEqual(said, ["unblock bob"]);
});

test("what the server refuses, or cannot be sent, is said", () => {
  const { contacts, said } = setUp();
  contacts.onMessage({ type: "error", about: "people", code: "invalid-message", message: "no" });
  contacts.onMessage({ type: "error", about: "contact", code: "too-many", message: "Wait." });
  assert.deepEqual(said, ["Wait."]);
  const offline = setUp({ online: false });
  offline.contacts.change("bob", "ask");
  assert.deepEqual(offline.said, [null]);
});

test("a favourite is sent, and what the server refuses is said", () => {
  const { contacts, sent, said } = setUp();
  contacts.setFavourite("bob", true);
  assert.deepEqual(sent, [{ type: "favourite", name: "bob", favourite: true }]);
  contacts.onMessage({ type: "error", about: "favourite", code: "too-many", message: "Too many." });
  assert.deepEqual(said, ["Too many."]);
  const offline = setUp({ online: false });
  offline.contacts.setFavourite("bob", true);
  assert.deepEqual(offline.said, [null]);
});
