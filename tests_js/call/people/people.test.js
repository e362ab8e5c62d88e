import assert from "node:assert/strict";
import test from "node:test";
import { People } from "../../../static/calls/call/people/people.js";

function setUp(hidden = () => false) {
  const sent = [];
  let shown;
  const people = new People({
    send: (message) => sent.push(message) > 0,
    show: (list) => {
      shown = list;
    },
    hidden,
  });
  const answer = (names, more = {}) =>
    people.onMessage({
      type: "people",
      query: "",
      page: 1,
      pages: 1,
      people: names.map((name) => ({ name, status: "offline" })),
      ...more,
    });
  return { people, sent, answer, names: () => shown?.people.map(({ name }) => name), shown: () => shown };
}

test("users who come online move up, those who leave move down, within the page", () => {
  const { people, answer, names } = setUp();
  answer(["alice", "bob", "carol"]);
  people.onMessage({ type: "presence", people: [{ name: "carol", status: "online" }] });
  assert.deepEqual(names(), ["carol", "alice", "bob"]);
  people.onMessage({ type: "presence", people: [{ name: "bob", status: "busy" }] });
  assert.deepEqual(names(), ["bob", "carol", "alice"]);
  people.onMessage({ type: "presence", people: [{ name: "carol", status: "offline" }] });
  assert.deepEqual(names(), ["bob", "alice", "carol"]);
});

test("presence of a user who is not on this page adds no row", () => {
  const { people, answer, names } = setUp();
  answer(["alice"]);
  people.onMessage({ type: "presence", people: [{ name: "mallory", status: "online" }] });
  assert.deepEqual(names(), ["alice"]);
});

test("a search begins on the first page, and an answer to an older question is ignored", () => {
  const { people, sent, answer, names } = setUp();
  answer(["alice"], { pages: 3 });
  people.goToPage(3);
  people.search(" bo ");
  assert.deepEqual(sent.at(-1), { type: "people", query: "bo", page: 1, live: true });
  answer(["zoe"], { page: 3, pages: 3 });
  assert.deepEqual(names(), ["alice"]);
  answer(["bob"], { query: "bo" });
  assert.deepEqual(names(), ["bob"]);
});

test("if the last page is gone, the one before it is requested", () => {
  const { people, sent, answer } = setUp();
  people.goToPage(3);
  answer([], { page: 3, pages: 2 });
  assert.deepEqual(sent.at(-1), { type: "people", query: "", page: 2, live: true });
});

test("'hello' requests the list at once, and after a reconnection a little later, unless it was requested meanwhile", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { people, sent, answer } = setUp();
  people.onMessage({ type: "hello" });
  assert.equal(sent.length, 1);
  answer(["alice"]);
  people.onMessage({ type: "hello" });
  assert.equal(sent.length, 1);
  t.mock.timers.tick(5000);
  assert.equal(sent.length, 2);
  people.onMessage({ type: "hello" });
  people.search("bo");
  t.mock.timers.tick(5000);
  assert.equal(sent.length, 3);
});

test("a renamed user keeps the place and the status; an unknown one adds no row", () => {
  const { people, answer, names, shown } = setUp();
  answer(["alice", "bob", "carol"]);
  people.onMessage({ type: "presence", people: [{ name: "alice", status: "online" }] });
  people.onMessage({ type: "renamed", former: "alice", name: "zoe" });
  people.onMessage({ type: "renamed", former: "mallory", name: "eve" });
  assert.deepEqual(names(), ["zoe", "bob", "carol"]);
  assert.equal(shown().people[0].status, "online");
});

test("a deleted account leaves the list, which is not asked for", () => {
  const { people, answer, names, sent } = setUp();
  answer(["alice", "bob", "carol"]);
  const asked = sent.length;
  people.onMessage({ type: "deleted", name: "mallory" });
  assert.equal(sent.length, asked);
  people.onMessage({ type: "deleted", name: "bob" });
  assert.deepEqual(names(), ["alice", "carol"]);
  assert.equal(sent.length, asked);
});

test("the order is the server's, also for those who come online and for names beyond the BMP", () => {
  const { people, answer, names } = setUp();
  const keys = {
    _x: "_x",
    "ann.c": "ann.c",
    Anna: "anna",
    "anna-b": "anna-b",
    Ärger: "arger",
    bob: "bob",
    "\uffee": "\uffee",
    "😀": "😀",
  };
  answer(Object.keys(keys), { keys: Object.values(keys) });
  const online = (name, status) => people.onMessage({ type: "presence", people: [{ name, status }] });
  online("nobody", "online");
  assert.deepEqual(names(), Object.keys(keys));
  online("Ärger", "online");
  online("Anna", "busy");
  assert.deepEqual(names().slice(0, 2), ["Anna", "Ärger"]);
  online("Ärger", "offline");
  online("Anna", "offline");
  assert.deepEqual(names(), Object.keys(keys));
});

test("a search that the server refuses shows its words instead of the old list", () => {
  const { people, answer, shown } = setUp();
  answer(["alice"]);
  people.onMessage({ type: "error", code: "invalid-message", message: "Too long.", about: "leave" });
  assert.equal(shown().people.length, 1);
  people.onMessage({ type: "error", code: "invalid-message", message: "Too long.", about: "people" });
  assert.deepEqual([shown().people, shown().problem], [[], "Too long."]);
  answer(["alice"]);
  assert.equal(shown().problem, undefined);
});

test("what somebody is to the user changes in the row; a blocked person leaves the list, and comes back", () => {
  const { people, sent, answer, names, shown } = setUp();
  answer(["alice", "bob"]);
  const before = sent.length;
  people.onMessage({ type: "contact", name: "bob", relation: "asked" });
  assert.equal(shown().people[1].relation, "asked");
  assert.equal(sent.length, before);
  people.onMessage({ type: "presence", people: [{ name: "bob", status: "online" }] });
  assert.equal(shown().people[0].relation, "asked");
  people.onMessage({ type: "contact", name: "bob", relation: "blocked" });
  assert.deepEqual(names(), ["alice"]);
  assert.deepEqual(sent.at(-1), { type: "people", query: "", page: 1, live: true });
  people.onMessage({ type: "contact", name: "bob", relation: "none" });
  assert.equal(sent.length, before + 2);
});

test("the page is asked for again when somebody is blocked who may be about to come onto it", () => {
  const { people, sent, answer } = setUp();
  answer(["alice"]);
  const before = sent.length;
  people.onMessage({ type: "contact", name: "bob", relation: "blocked" });
  assert.equal(sent.length, before + 1);
});

test("favourites and recent ones stay in their sections; who goes offline leaves that of the online ones", () => {
  const { people, answer, shown } = setUp();
  answer([], {
    people: [
      { name: "fay", status: "offline", section: "favourite", favourite: true },
      { name: "zoe", status: "offline", section: "recent" },
      { name: "bob", status: "offline", section: "recent" },
      { name: "eve", status: "online" },
      { name: "ann", status: "offline" },
    ],
  });
  const sections = () => shown().people.map(({ name, section }) => `${name} ${section}`);
  const first = ["fay favourite", "zoe recent", "bob recent"];
  assert.deepEqual(sections(), [...first, "eve online", "ann rest"]);
  const presence = (name, status) => people.onMessage({ type: "presence", people: [{ name, status }] });
  presence("bob", "online");
  presence("fay", "busy");
  assert.deepEqual(sections(), [...first, "eve online", "ann rest"]);
  presence("eve", "offline");
  presence("ann", "online");
  assert.deepEqual(sections(), [...first, "ann online", "eve rest"]);
});

test("a favourite of any tab shows at once, and the list is asked for again", () => {
  const { people, sent, answer, shown } = setUp();
  answer(["alice", "bob"]);
  people.onMessage({ type: "favourite", name: "bob", favourite: true });
  assert.equal(shown().people[1].favourite, true);
  assert.deepEqual(sent.at(-1), { type: "people", query: "", page: 1, live: true });
});

test("a new picture shows in the row at once, and one that is removed goes", () => {
  const { people, answer, shown } = setUp();
  answer(["alice", "bob"]);
  people.onMessage({ type: "picture", name: "bob", picture: "/pictures/1.webp" });
  assert.deepEqual(
    shown().people.map(({ picture }) => picture),
    [undefined, "/pictures/1.webp"],
  );
  people.onMessage({ type: "picture", name: "bob" });
  assert.equal(shown().people[1].picture, undefined);
});

test("do not disturb comes and goes with the status, and keeps its end", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const { people, answer, shown } = setUp();
  answer([], { people: [{ name: "bob", status: "busy", do_not_disturb: { left: 60, note: "Lunch" } }] });
  const quiet = { note: "Lunch", until: 1_060_000 };
  assert.deepEqual(shown().people, [{ name: "bob", status: "busy", quiet, section: "online" }]);
  t.mock.timers.tick(30_000);
  people.onMessage({ type: "favourite", name: "bob", favourite: true });
  assert.deepEqual(shown().people[0].quiet, quiet);
  people.onMessage({ type: "presence", people: [{ name: "bob", status: "online" }] });
  assert.equal("quiet" in shown().people[0], false);
  people.onMessage({
    type: "presence",
    people: [{ name: "bob", status: "online", do_not_disturb: { left: null, rings: true } }],
  });
  assert.deepEqual(shown().people[0].quiet, { until: null, rings: true });
});

test("when people leave, or as time passes, the list is not asked for", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { people, sent, answer, names } = setUp();
  answer(["alice", "bob", "carol"], { pages: 2 });
  for (const status of ["online", "offline"])
    people.onMessage({ type: "presence", people: ["bob", "carol"].map((name) => ({ name, status })) });
  t.mock.timers.tick(3_600_000);
  assert.deepEqual(sent, []);
  assert.deepEqual(names(), ["alice", "bob", "carol"]);
});

test("a page asks for its list again when the server has said, whatever it said before", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { people, sent, answer } = setUp();
  people.onMessage({ type: "hello", list_in: 90 });
  assert.equal(sent.length, 1, "there is no list yet");
  answer(["alice"]);
  people.onQueued();
  people.onMessage({ type: "hello", list_in: 90 });
  t.mock.timers.tick(80_000);
  assert.equal(sent.length, 1);
  t.mock.timers.tick(10_000);
  assert.equal(sent.length, 2);
  people.onMessage({ type: "hello", list_in: 90 });
  people.onMessage({ type: "hello", list_in: 0 });
  t.mock.timers.tick(1);
  assert.equal(sent.length, 3);
  t.mock.timers.tick(100_000);
  assert.equal(sent.length, 3);
});

test("a connection that breaks again and again does not put off when a page asks for its list", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const tick = (seconds) => {
    now += seconds * 1000;
    t.mock.timers.tick(seconds * 1000);
  };
  const { people, sent, answer } = setUp();
  people.request();
  answer(["alice"]);
  for (let breaks = 0; breaks < 9; breaks++) {
    people.onMessage({ type: "hello", list_in: 90 });
    tick(10);
  }
  assert.equal(sent.length, 2);
  people.onMessage({ type: "hello", list_in: 90 });
  tick(80);
  people.onMessage({ type: "hello", list_in: 90 });
  people.onMessage({ type: "hello", list_in: 5 });
  tick(5);
  assert.equal(sent.length, 3, "sooner is possible");
  people.onMessage({ type: "hello", list_in: 90 });
  people.request();
  people.onMessage({ type: "hello", list_in: 95 });
  tick(94);
  assert.equal(sent.length, 4, "what the person has asked for meanwhile takes the turn");
  tick(1);
  assert.equal(sent.length, 5);
});

test("with an earlier server it asks within two minutes after a wait for its turn, else within seconds", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(Math, "random", () => 0.999);
  const { people, sent, answer } = setUp();
  people.onQueued();
  people.onMessage({ type: "hello" });
  assert.equal(sent.length, 1, "there is no list yet");
  answer(["alice"]);
  people.onQueued();
  people.onMessage({ type: "hello" });
  t.mock.timers.tick(119_000);
  assert.equal(sent.length, 1);
  t.mock.timers.tick(1_000);
  assert.equal(sent.length, 2);
  people.onMessage({ type: "hello" });
  t.mock.timers.tick(5_000);
  assert.equal(sent.length, 3);
});

test("a hidden page that has a list leaves it until it is shown", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { people, sent, answer } = setUp(() => true);
  people.onMessage({ type: "hello" });
  assert.equal(sent.length, 1);
  answer(["alice"]);
  people.onMessage({ type: "hello" });
  t.mock.timers.tick(3_600_000);
  assert.equal(sent.length, 1);
});

test("the list says whom this user waits for, until they are free", () => {
  const { people, answer, shown } = setUp();
  answer(["bob"]);
  people.onMessage({ type: "notify", name: "bob", notify: true });
  assert.equal(shown().people[0].notify, true);
  people.onMessage({ type: "available", name: "bob" });
  assert.equal(shown().people[0].notify, false);
  const before = shown();
  people.onMessage({ type: "available", name: "carol" });
  assert.equal(shown(), before, "who is not on this page changes nothing");
});

test("somebody with a key comes onto the page, and pushes the last one off a full one", () => {
  const { people, answer, names, shown } = setUp();
  const crowd = Array.from({ length: 24 }, (_, index) => `p${String(index).padStart(2, "0")}`);
  answer(crowd, { people: crowd.map((name) => ({ name, status: "online" })) });
  people.onMessage({ type: "presence", people: [{ name: "p05x", status: "busy", key: "p05x" }] });
  assert.deepEqual(names(), [...crowd.slice(0, 6), "p05x", ...crowd.slice(6, 23)]);
  assert.equal(shown().pages, 2);
  people.onMessage({ type: "presence", people: [{ name: "zoe", status: "online", section: "favourite", key: "zoe" }] });
  assert.equal(names()[0], "zoe");
  people.onMessage({ type: "presence", people: [{ name: "zoe", status: "offline", key: "zoe" }] });
  assert.equal(names().filter((name) => name === "zoe").length, 1);
});

test("another display name shows in the row at once", () => {
  const { people, answer, shown } = setUp();
  answer(["alice", "bob"]);
  people.onMessage({ type: "display", name: "bob", display: "Bob Berg" });
  assert.deepEqual(
    shown().people.map(({ display }) => display),
    [undefined, "Bob Berg"],
  );
});

test("after a call, here or on another device, and after a missed one, the list is asked for", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { people, sent, answer } = setUp();
  answer(["alice"]);
  for (const [index, over] of [
    () => people.ended(),
    () => people.onMessage({ type: "missed", call: "1", name: "alice" }),
    () => people.onMessage({ type: "elsewhere", call: "1", name: "alice", active: false }),
  ].entries()) {
    over();
    t.mock.timers.tick(1000);
    assert.equal(sent.length, index + 1);
  }
  people.onMessage({ type: "elsewhere", call: "1", name: "alice", active: true });
  t.mock.timers.tick(1000);
  assert.equal(sent.length, 3);
});
