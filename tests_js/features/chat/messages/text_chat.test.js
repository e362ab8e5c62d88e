import assert from "node:assert/strict";
import test from "node:test";
import { MAX_MESSAGES } from "../../../../static/calls/features/chat/limits.js";
import { clearStoredMessages, MessageStore } from "../../../../static/calls/features/chat/messages/message_store.js";
import { TextChat } from "../../../../static/calls/features/chat/messages/text_chat.js";
import { FakeStorage, pair } from "../channel_pair.js";

function page(channel, storage = new FakeStorage(), call = "one") {
  const store = new MessageStore({ storage, call, now: () => 1_000 });
  let ids = 0;
  const shown = [];
  const chat = new TextChat({
    channel,
    store,
    show: (message) => shown.push({ ...message }),
    newId: () => {
      ids += 1;
      return `${channel.name}-${ids}`;
    },
    now: () => 0,
  });
  return { chat, store, shown, storage, texts: () => store.messages.map(({ text }) => text) };
}

test("a message counts as sent once the peer acknowledges it", () => {
  const wires = pair();
  const [alice, bob] = wires.ends.map((end) => page(end));
  alice.chat.send("hi");
  assert.equal(alice.store.messages[0].state, "sending");
  wires.flow();
  assert.equal(alice.store.messages[0].state, "sent");
  assert.deepEqual(bob.texts(), ["hi"]);
  assert.deepEqual([bob.store.messages[0].mine, alice.shown.length], [false, 2]);
});

test("messages written while the peer was away arrive on its return, in order and once", () => {
  const wires = pair();
  const [alice, bob] = wires.ends.map((end) => page(end));
  alice.chat.send("one, and its acknowledgement is lost");
  wires.deliver(0);
  wires.cut();
  for (const text of ["two", "three"]) alice.chat.send(text);
  assert.equal(alice.store.unacknowledged.length, 3);
  wires.join();
  wires.flow();
  assert.deepEqual(bob.texts(), ["one, and its acknowledgement is lost", "two", "three"]);
  assert.deepEqual(alice.texts(), bob.texts());
  assert.equal(alice.store.unacknowledged.length, 0);
});

test("a reloaded page has the chat of its call, and sends again what was not acknowledged", () => {
  const wires = pair();
  const [alice, bob] = wires.ends.map((end) => page(end));
  alice.chat.send("one");
  wires.flow();
  wires.cut();
  alice.chat.send("two");
  const again = page(wires.ends[0], alice.storage);
  assert.deepEqual(again.texts(), ["one", "two"]);
  wires.join();
  wires.flow();
  assert.deepEqual(bob.texts(), ["one", "two"]);
  assert.equal(again.store.unacknowledged.length, 0);
  assert.deepEqual(page(wires.ends[0], alice.storage, "another call").texts(), []);
  clearStoredMessages(alice.storage);
  assert.deepEqual(page(wires.ends[0], alice.storage).texts(), []);
});

test("a reloaded page has what was typed in its call, and no other call has it", () => {
  const [end] = pair().ends;
  const first = page(end);
  first.chat.keepDraft("half a sen");
  assert.equal(page(end, first.storage).store.draft, "half a sen");
  assert.equal(page(end, first.storage, "another call").store.draft, "");
  clearStoredMessages(first.storage);
  assert.equal(page(end, first.storage).store.draft, "");
});

test("the number of messages is limited, and a full storage costs the history only", () => {
  const { store } = page(pair().ends[0]);
  for (let n = 0; n < MAX_MESSAGES + 5; n += 1) store.addReceived({ id: `${n}`, text: `${n}` });
  assert.deepEqual([store.messages.length, store.messages[0].text], [MAX_MESSAGES, "5"]);
  const full = page(pair().ends[0], {
    getItem: () => "{",
    setItem() {
      throw new Error("full");
    },
  });
  full.chat.send("hi");
  assert.deepEqual(full.texts(), ["hi"]);
});

test("the newest messages that fit are stored", () => {
  const { store, storage } = page(pair().ends[0]);
  for (let n = 0; n < 60; n += 1) store.addReceived({ id: `${n}`, text: "x".repeat(4_000) });
  const { messages } = JSON.parse(storage.getItem("videochat.chat"));
  assert.deepEqual([messages.length, messages.at(-1).id], [50, "59"]);
});

test("a flood from the peer is cut off at the limit of messages", () => {
  const wires = pair();
  const bob = page(wires.ends[1]);
  for (let n = 0; n < 2 * MAX_MESSAGES; n += 1) wires.ends[0].send({ type: "chat", id: `${n}`, text: `${n}` });
  wires.flow();
  assert.equal(bob.texts().at(-1), `${MAX_MESSAGES - 1}`);
});
