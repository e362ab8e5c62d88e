import assert from "node:assert/strict";
import test, { mock } from "node:test";
import {
  ANSWER,
  accepted,
  answered,
  ICE,
  OFFER,
  OTHER_OFFER,
  ringing,
  serverCall,
  settle,
  setUp,
} from "./fake_page.js";

test("a call from the caller's side: calling, ringing, connecting, active", async () => {
  const { controller, types, connections, media, shown } = setUp();
  controller.place("bob");
  assert.equal(controller.state, "calling");
  assert.deepEqual(types(), ["offer"]);
  assert.equal(media.opened, 1);
  controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  assert.equal(controller.state, "calling");
  controller.onMessage({ type: "ringing", call: "call-1" });
  assert.equal(controller.state, "ringing");
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  assert.equal(controller.state, "connecting");
  controller.onMessage({ type: "answer", answer: ANSWER, call: "call-1" });
  controller.onMessage({ type: "candidate", candidate: { candidate: "1" }, call: "call-1" });
  await settle();
  assert.deepEqual(connections[0].received, [ANSWER, { candidate: "1" }]);
  connections[0].on.state("connected");
  assert.equal(controller.state, "active");
  assert.equal(shown().call.since, 100_000);
});

test("an answer alone accepts the call: five-message clients send nothing else", () => {
  const { controller } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "answer", answer: ANSWER, call: "call-1" });
  assert.equal(controller.state, "connecting");
});

test("a call from the callee's side: the answer, the devices and early candidates wait for Accept", async () => {
  const { controller, types, connections, media } = ringing();
  assert.equal(controller.state, "incoming");
  controller.onMessage({ type: "candidate", candidate: { candidate: "1" }, call: "call-1" });
  await settle();
  assert.deepEqual([connections[0].received, media.opened, types()], [[OFFER], 0, ["ringing"]]);
  controller.accept();
  await settle();
  assert.deepEqual(types(), ["ringing", "accept", "answer"]);
  assert.deepEqual(connections[0].received, [OFFER, { candidate: "1" }]);
  assert.equal(connections[0].polite, true);
  assert.deepEqual([connections.length, media.opened], [1, 1]);
});

test("a call that is not accepted leaves no connection", async () => {
  for (const end of [
    ({ controller }) => controller.hangUp(),
    ({ controller }) => controller.onMessage({ type: "leave", call: "call-1", reason: "cancelled" }),
    ({ controller }) => controller.onMessage({ type: "leave", call: "call-1", reason: "answered-elsewhere" }),
    () => mock.timers.tick(47_000),
  ]) {
    const page = ringing();
    await settle();
    end(page);
    assert.equal(page.controller.state, "idle");
    assert.deepEqual([page.connections.length, page.connections[0].closed], [1, true]);
    assert.ok(!page.types().includes("answer"));
  }
});

test("what was prepared is of no use: Accept begins with a new connection", async () => {
  for (const spoil of [
    ({ connection }) => connection().on.state("failed"),
    ({ controller }) => controller.onMessage({ type: "offer", name: "bob", offer: OTHER_OFFER, call: "call-1" }),
    ({ controller }) => controller.onNetworkChange(),
  ]) {
    const page = ringing();
    await settle();
    spoil(page);
    page.controller.accept();
    await settle();
    assert.deepEqual([page.connections.length, page.connections[0].closed], [2, true]);
    assert.deepEqual(page.types(), ["ringing", "accept", "answer"]);
  }
});

test("an offer that comes while the call rings is prepared, too", async () => {
  const page = setUp();
  page.hello(serverCall("callee", "ringing", { left: 30 }));
  assert.deepEqual([page.controller.state, page.connections.length], ["incoming", 0]);
  page.controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "call-1", left: 30 });
  await settle();
  assert.deepEqual(page.connection().received, [OFFER]);
  page.controller.accept();
  assert.deepEqual(page.types(), ["ringing", "accept", "answer"]);
});

// A call that only rang does not close the devices: the settings may be using them.
for (const [state, page, reason, closes] of [
  ["ringing", ringing, "declined", false],
  ["connecting", accepted, "hung-up", true],
]) {
  test(`hanging up while ${state} is told once and ends everything`, () => {
    const { controller, types, endings, media } = page();
    controller.hangUp();
    controller.hangUp();
    assert.equal(types().filter((type) => type === "leave").length, 1);
    assert.deepEqual([endings.length, endings[0].reason, endings[0].mine], [1, reason, true]);
    assert.equal(controller.state, "idle");
    assert.equal(media.closed, closes);
  });
}

test("a page that closes cancels a ringing call; during a call it only sends 'going'", () => {
  const caller = setUp();
  caller.controller.place("bob");
  caller.controller.onPageHide();
  assert.deepEqual(caller.types(), ["offer", "leave"]);
  const active = accepted();
  active.controller.onPageHide();
  assert.deepEqual(active.types(), ["offer", "going"]);
});

test("glare, lost: the page joins the peer's call as if Accept had been pressed", async () => {
  for (const offerFirst of [true, false]) {
    const { controller, types, connections } = setUp();
    const offer = { type: "offer", name: "bob", offer: OFFER, call: "theirs" };
    controller.place("bob");
    if (offerFirst) controller.onMessage(offer);
    assert.equal(controller.state, "calling");
    controller.onMessage({ type: "accepted", call: "theirs", name: "bob", needs_offer: false });
    if (!offerFirst) controller.onMessage(offer);
    await settle();
    assert.equal(controller.state, "connecting");
    assert.ok(connections[0].closed);
    assert.deepEqual([connections.length, connections[1].polite, connections[1].received], [2, true, [OFFER]]);
    assert.equal(types().at(-1), "answer");
  }
});

test("a late 'accepted' for the previous call is not glare", () => {
  const { controller, connections, types } = setUp();
  controller.place("bob");
  controller.hangUp();
  controller.place("bob");
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  assert.equal(controller.state, "calling");
  assert.equal(connections.length, 2, "the second call's own, and no other");
  controller.onMessage({ type: "accepted", call: "call-2", name: "bob", needs_offer: false });
  assert.equal(controller.state, "connecting");
  assert.deepEqual(types(), ["offer", "leave", "offer"]);
});

test("glare, won: the peer's offer does not ring, not even after this call", () => {
  const { controller } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "theirs" });
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: false });
  controller.onMessage({ type: "leave", call: "theirs" });
  controller.hangUp();
  assert.equal(controller.state, "idle");
});

test("pressing Call on somebody who is calling accepts", () => {
  const { controller, types } = ringing();
  controller.place("bob");
  assert.equal(controller.state, "connecting");
  assert.ok(types().includes("accept"));
});

test("messages for another call, and late ones, change nothing", () => {
  const { controller, endings } = accepted();
  for (const type of ["leave", "answer", "ringing", "rejoin", "candidate"]) {
    controller.onMessage({ type, call: "old", answer: ANSWER, candidate: { candidate: "1" } });
  }
  controller.onMessage({ type: "accepted", call: "old", name: "carol" });
  assert.equal(controller.state, "connecting");
  assert.equal(endings.length, 0);
  controller.onMessage({ type: "leave", call: "call-1", reason: "hung-up" });
  controller.onMessage({ type: "leave", call: "call-1", reason: "hung-up" });
  controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "call-1" });
  assert.deepEqual([controller.state, endings.length], ["idle", 1]);
});

test("a call that comes in during another one rings when that one ends", () => {
  const { controller } = accepted();
  controller.onMessage({ type: "offer", name: "carol", offer: OFFER, call: "next" });
  assert.equal(controller.state, "connecting");
  controller.onMessage({ type: "leave", call: "call-1", reason: "hung-up" });
  assert.equal(controller.state, "incoming");
});

test("a refused call ends with the code; an error about something else does not end it", () => {
  const { controller, endings } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "error", code: "not-found", call: "an old one" });
  assert.equal(controller.state, "calling");
  controller.onMessage({ type: "error", code: "in-call", call: "on another device" });
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "in-call"]);
});

test("too late: another device was quicker", () => {
  const { controller, endings } = ringing();
  controller.accept();
  controller.onMessage({ type: "error", code: "too-late", call: "call-1" });
  assert.equal(endings[0].reason, "too-late");
});

test("an offer that cannot be used ends the call as failed", async (t) => {
  t.mock.method(console, "warn", () => {});
  const { controller, sent, endings } = setUp();
  controller.onMessage({ type: "offer", name: "bob", offer: { type: "offer", sdp: "bad" }, call: "call-1" });
  controller.accept();
  await settle();
  assert.equal(endings[0].reason, "failed");
  assert.deepEqual(sent.at(-1), { type: "leave", call: "call-1", reason: "failed" });
});

test("an unconfirmed offer is sent again, and given up in the end", () => {
  const { controller, connection, endings } = setUp();
  controller.place("bob");
  for (let i = 0; i < 24; i++) mock.timers.tick(1000);
  assert.equal(connection().repeats, 4);
  mock.timers.tick(1000);
  assert.equal(endings[0].reason, "unreachable");
});

test("new ICE servers reach the current call", () => {
  const { controller, connection } = accepted();
  controller.onMessage({ type: "ice", ...ICE });
  assert.deepEqual(connection().servers, ICE.servers);
});

test("another tab takes over the call: this one ends silently, and may come back", () => {
  const { controller, types, endings, hello } = accepted();
  controller.onReplaced();
  assert.equal(endings[0].reason, "moved");
  assert.ok(!types().includes("leave"));
  hello(serverCall("caller", "active"));
  assert.equal(controller.state, "reconnecting");
});

test("the peer's devices are shown; a change of this side's is reported", () => {
  const { controller, media, sent, shown } = accepted();
  controller.onMessage({ type: "media", call: "call-1", microphone: false, camera: false, screen: true });
  assert.deepEqual(shown().call.remote, { microphone: false, camera: false, screen: true });
  media.state.camera = false;
  media.onchange();
  assert.deepEqual(sent.at(-1), { type: "media", call: "call-1", microphone: true, camera: false, screen: false });
});

test("a device that the system has muted is reported to the peer as off", async () => {
  const { sent, media } = await answered();
  Object.defineProperty(media, "sending", { value: { microphone: false, camera: true, screen: false } });
  media.onchange();
  assert.equal(sent.at(-1).microphone, false);
});

test("a renamed peer is shown and called by the new name", async () => {
  const { controller, sent, shown, connection } = await answered();
  controller.onMessage({ type: "renamed", former: "mallory", name: "eve" });
  assert.equal(shown().call.name, "bob");
  controller.onMessage({ type: "renamed", former: "bob", name: "robert" });
  assert.equal(shown().call.name, "robert");
  connection().startOffer();
  assert.equal(sent.at(-1).name, "robert");
});

test("a call that is placed by a former name, or that waits, takes the new one", () => {
  const page = setUp();
  page.controller.place("bob");
  page.controller.onMessage({ type: "calling", call: "call-1", name: "robert", left: 45 });
  assert.equal(page.shown().call.name, "robert");
  page.controller.onMessage({ type: "offer", name: "carol", offer: OFFER, call: "call-2", left: 45 });
  page.controller.onMessage({ type: "renamed", former: "carol", name: "karla" });
  page.controller.hangUp();
  assert.equal(page.shown().call.name, "karla");
});

for (const [name, code, call, words] of [
  ["a search or a list that was refused", "unavailable", undefined, ["unavailable"]],
  ["a message that the server did not understand", "invalid-message", undefined, ["invalid-message"]],
  ["a call that is over for this page", "too-late", "call-9", []],
  ["a call that nobody has", "not-found", undefined, []],
]) {
  test(`an error that ends no call has words: ${name}`, () => {
    const shown = [];
    const { controller } = setUp({ showError: (error) => shown.push(error) });
    controller.onMessage({ type: "error", code, call });
    assert.deepEqual(shown, words);
  });
}

test("an error that ends the call has the words of the ending alone", () => {
  const shown = [];
  const { controller, endings } = setUp({ showError: (error) => shown.push(error) });
  controller.place("bob");
  controller.onMessage({ type: "error", code: "invalid-message" });
  assert.deepEqual([endings[0].reason, shown], ["invalid-message", []]);
});

test("a call that does not ring ends with what the callee says about that", () => {
  const { controller, endings } = setUp();
  controller.place("bob");
  controller.onMessage({
    type: "leave",
    call: "call-1",
    name: "bob",
    reason: "busy",
    do_not_disturb: { left: null, note: "Lunch" },
  });
  assert.deepEqual([endings[0].reason, endings[0].quiet], ["busy", { until: null, note: "Lunch" }]);
});

test("what is refused of do not disturb, or of waiting for somebody, does not end a call that is being placed", () => {
  const { controller } = setUp();
  controller.place("bob");
  for (const about of ["do-not-disturb", "notify"])
    controller.onMessage({ type: "error", code: "invalid-message", about });
  assert.equal(controller.state, "calling");
});
