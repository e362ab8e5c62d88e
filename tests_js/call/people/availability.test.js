import assert from "node:assert/strict";
import test from "node:test";
import { Availability } from "../../../static/calls/call/people/availability.js";

function setUp({ online = true } = {}) {
  const [sent, said] = [[], []];
  const availability = new Availability({
    send: (message) => (online ? sent.push(message) > 0 : false),
    showFree: (name) => said.push(`free ${name}`),
    hideFree: (name) => said.push(`hide ${name}`),
    showAsked: (name) => said.push(`asked ${name}`),
    showProblem: (sentence) => said.push(sentence),
  });
  return { availability, sent, said };
}

test("what was asked here is said once the server has it, what was asked elsewhere is not", () => {
  const { availability, sent, said } = setUp();
  availability.onMessage({ type: "notify", name: "carol", notify: true });
  availability.ask("bob", true);
  assert.deepEqual(sent, [{ type: "notify", name: "bob", notify: true }]);
  assert.deepEqual(said, []);
  for (const _twice of [1, 2]) availability.onMessage({ type: "notify", name: "bob", notify: true });
  assert.deepEqual(said, ["asked bob"]);
});

test("somebody who is free is shown once, also after a reconnection, until it is acted on anywhere", () => {
  const { availability, said } = setUp();
  availability.onMessage({ type: "available", name: "bob" });
  availability.onMessage({ type: "hello", available: [{ name: "bob" }, { name: "carol" }] });
  availability.onMessage({ type: "hello" });
  assert.deepEqual(said, ["free bob", "free carol"]);
  availability.onMessage({ type: "notify", name: "bob", notify: false });
  availability.onMessage({ type: "notify", name: "bob", notify: false });
  availability.ask("carol", false);
  assert.deepEqual(said.slice(2), ["hide bob", "hide carol"]);
});

test("a card follows a new name, and goes with the account", () => {
  const { availability, said } = setUp();
  availability.onMessage({ type: "available", name: "bob" });
  availability.onMessage({ type: "renamed", former: "bob", name: "robert" });
  availability.onMessage({ type: "renamed", former: "dave", name: "david" });
  availability.onMessage({ type: "deleted", name: "robert" });
  assert.deepEqual(said, ["free bob", "hide bob", "free robert", "hide robert"]);
});

test("what is refused, and a server out of reach, are said", () => {
  const { availability, said } = setUp();
  availability.onMessage({ type: "error", about: "notify", code: "too-many", message: "Enough." });
  availability.onMessage({ type: "error", about: "contact", code: "too-many", message: "Other." });
  assert.deepEqual(said, ["Enough."]);
  const away = setUp({ online: false });
  away.availability.ask("bob", true);
  away.availability.ask("carol", false);
  assert.deepEqual(away.said, [null]);
});
