/** Which messages say how people read a name. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DisplayNames } from "../../static/calls/ui/display_names.js";

const OFFER = { type: "offer", name: "bob", offer: {}, call: "1" };

test("a name is known from the list, from a call that rings and from a greeting", () => {
  const messages = [
    { type: "people", people: [{ name: "bob", display: "Bob Miller", status: "online" }] },
    { ...OFFER, display: "Bob Miller", left: 45 },
    { type: "calling", call: "1", name: "bob", display: "Bob Miller", left: 45 },
    { type: "hello", name: "alice", call: { call: "1", name: "bob", display: "Bob Miller" } },
    { type: "elsewhere", call: "1", name: "bob", display: "Bob Miller", active: true },
  ];
  for (const message of messages) {
    const names = new DisplayNames();
    assert.equal(names.of("bob"), "");
    names.onMessage(message);
    assert.equal(names.of("bob"), "Bob Miller", message.type);
  }
});

test("a renegotiation and the end of a call elsewhere say nothing about it", () => {
  const names = new DisplayNames();
  names.onMessage({ ...OFFER, display: "Bob Miller", left: 45 });
  names.onMessage(OFFER);
  names.onMessage({ type: "elsewhere", call: "1", name: "bob", active: false });
  names.onMessage({ type: "hello", name: "alice", call: null });
  assert.equal(names.of("bob"), "Bob Miller");
});

test("a name that was removed is forgotten, and one of a renamed person stays", () => {
  const names = new DisplayNames();
  names.onMessage({ ...OFFER, display: "Bob Miller", left: 45 });
  names.onMessage({ type: "renamed", former: "bob", name: "robert" });
  assert.equal(names.of("robert"), "Bob Miller");
  names.onMessage({ type: "people", people: [{ name: "robert", status: "online" }] });
  assert.equal(names.of("robert"), "");
  names.onMessage({ type: "people", people: [{ name: "robert", display: "Bob Miller", status: "online" }] });
  names.onMessage({ type: "deleted", name: "robert" });
  assert.equal(names.of("robert"), "");
});

test("a picture comes with the name, changes, and goes", () => {
  const names = new DisplayNames();
  assert.equal(names.pictureOf("bob"), "");
  names.onMessage({ type: "people", people: [{ name: "bob", picture: "/pictures/1.webp", status: "online" }] });
  assert.equal(names.pictureOf("bob"), "/pictures/1.webp");
  names.onMessage({ type: "renamed", former: "bob", name: "robert" });
  assert.equal(names.pictureOf("robert"), "/pictures/1.webp");
  names.onMessage({ type: "picture", name: "robert", picture: "/pictures/2.webp" });
  assert.equal(names.pictureOf("robert"), "/pictures/2.webp");
  names.onMessage({ type: "picture", name: "robert" });
  assert.equal(names.pictureOf("robert"), "");
});
