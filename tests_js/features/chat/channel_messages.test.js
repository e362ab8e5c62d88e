import assert from "node:assert/strict";
import test from "node:test";
import { parseMessage } from "../../../static/calls/features/chat/channel_messages.js";
import { MAX_FILE_SIZE, MAX_MESSAGE_LENGTH } from "../../../static/calls/features/chat/limits.js";

const id = "6f1c9a52-1b1e-4b1a-9a53-7f5a6d2f0c11";

test("unknown fields of a message are dropped", () => {
  assert.deepEqual(parseMessage({ type: "chat", id, text: "hi", html: "<b>" }), { type: "chat", id, text: "hi" });
  assert.deepEqual(parseMessage({ type: "file-offer", id, name: "../a.txt", size: 3, kind: "text/plain", path: "/" }), {
    type: "file-offer",
    id,
    name: "_a.txt",
    size: 3,
    kind: "text/plain",
  });
});

test("malformed messages are dropped", () => {
  const strange = [
    { type: "chat", id, text: "" },
    { type: "chat", id, text: " \n " },
    { type: "chat", id, text: 5 },
    { type: "chat", id, text: "x".repeat(MAX_MESSAGE_LENGTH + 1) },
    { type: "chat", id: "<b>", text: "hi" },
    { type: "chat", text: "hi" },
    { type: "chat-got", id: null },
    { type: "reaction", emoji: "💩" },
    { type: "reaction", emoji: ["👍"] },
    { type: "file-offer", id, name: 5, size: 1 },
    ...[-1, 1.5, "1", null, Number.NaN, 2 ** 60].map((size) => ({ type: "file-offer", id, name: "a", size })),
    { type: "file-accept", id, at: MAX_FILE_SIZE + 1 },
    { type: "file-refuse", id, reason: "__proto__" },
    { type: "file-cancel", id, reason: "because" },
    { type: "file-end", id, hash: "abc" },
    { type: "file-here", page: id, files: Array(21).fill(id) },
    { type: "file-here", page: id, files: [5] },
    { type: "unknown" },
    { type: "constructor" },
  ];
  for (const message of strange) assert.equal(parseMessage(message), null, JSON.stringify(message));
});

test("the longest message fits the channel even if JSON escapes every character", () => {
  assert.ok(
    JSON.stringify({ type: "chat", id, text: `${"\u0001".repeat(MAX_MESSAGE_LENGTH - 1)}x` }).length < 64 * 1024,
  );
});
