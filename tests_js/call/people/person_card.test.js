import assert from "node:assert/strict";
import test from "node:test";
import { PersonCard } from "../../../static/calls/call/people/person_card.js";

const PLAIN = { relation: "none", favourite: false, notify: false };

function setUp() {
  const sent = [];
  const shown = [];
  const card = new PersonCard({ send: (message) => sent.push(message) > 0, show: (person) => shown.push(person) });
  return { card, sent, last: () => shown.at(-1), shown };
}

test("the card shows what the list knows at once, and the rest when the server has answered", () => {
  const { card, sent, last } = setUp();
  card.open({ name: "bob", status: "offline" });
  assert.deepEqual(last(), { name: "bob", status: "offline" });
  assert.deepEqual(sent, [{ type: "person", name: "bob" }]);
  card.onMessage({ type: "person", name: "carol", status: "busy", calls: [] });
  assert.equal(last().calls, undefined);
  card.onMessage({ type: "person", name: "bob", status: "online", calls: [] });
  assert.deepEqual(last(), { ...PLAIN, name: "bob", status: "online", calls: [] });
  // What the answer leaves out is no longer so.
  card.onMessage({ type: "person", name: "bob", status: "online", calls: [], relation: "contact", notify: true });
  card.onMessage({ type: "person", name: "bob", status: "online", calls: [] });
  assert.deepEqual(last(), { ...PLAIN, name: "bob", status: "online", calls: [] });
});

test("the card follows what happens to the person, and asks again after a reconnection", () => {
  const { card, sent, last } = setUp();
  card.open({ name: "bob", status: "offline" });
  card.onMessage({ type: "presence", people: [{ name: "bob", status: "busy" }] });
  card.onMessage({ type: "contact", name: "bob", relation: "asked" });
  card.onMessage({ type: "favourite", name: "bob", favourite: true });
  card.onMessage({ type: "renamed", former: "bob", name: "robert" });
  assert.deepEqual(last(), { name: "robert", status: "busy", relation: "asked", favourite: true });
  card.onMessage({ type: "hello" });
  assert.deepEqual(sent.at(-1), { type: "person", name: "robert" });
});

test("a blocked or deleted person has no card, and a closed card stays closed", () => {
  for (const gone of [
    { type: "contact", name: "bob", relation: "blocked" },
    { type: "deleted", name: "bob" },
  ]) {
    const { card, last, sent } = setUp();
    card.open({ name: "bob", status: "online" });
    card.onMessage(gone);
    assert.equal(last(), null);
    card.closed(); // as the dialog says then
    assert.deepEqual(sent.slice(1), [{ type: "person", name: "bob", open: false }]);
  }
  const { card, shown } = setUp();
  card.open({ name: "bob", status: "online" });
  card.closed();
  card.onMessage({ type: "presence", people: [{ name: "bob", status: "offline" }] });
  card.onMessage({ type: "hello" });
  assert.equal(shown.length, 1);
});

test("do not disturb on the card comes and goes with the status", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const { card, last } = setUp();
  card.open({ name: "bob", status: "online" });
  card.onMessage({ type: "person", name: "bob", status: "busy", do_not_disturb: { left: 60 }, calls: [] });
  card.onMessage({ type: "favourite", name: "bob", favourite: true });
  const known = { ...PLAIN, name: "bob", calls: [], favourite: true };
  assert.deepEqual(last(), { ...known, status: "busy", quiet: { until: 1_060_000 } });
  card.onMessage({ type: "presence", people: [{ name: "bob", status: "online" }] });
  assert.deepEqual(last(), { ...known, status: "online" });
});
