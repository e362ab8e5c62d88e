import assert from "node:assert/strict";
import test from "node:test";
import { parseMessage, safeFileName } from "../../../static/calls/features/chat/channel_messages.js";
import { MAX_FILE_SIZE, MAX_MESSAGE_LENGTH } from "../../../static/calls/features/chat/limits.js";
import { splitLinks } from "../../../static/calls/features/chat/messages/links.js";
import { TokenBucket } from "../../../static/calls/lib/token_bucket.js";

const id = "6f1c9a52-1b1e-4b1a-9a53-7f5a6d2f0c11";

test("what a message holds beyond its shape is left behind", () => {
  assert.deepEqual(parseMessage({ type: "chat", id, text: "hi", html: "<b>" }), { type: "chat", id, text: "hi" });
  assert.deepEqual(parseMessage({ type: "file-offer", id, name: "../a.txt", size: 3, kind: "text/plain", path: "/" }), {
    type: "file-offer",
    id,
    name: "_a.txt",
    size: 3,
    kind: "text/plain",
  });
});

test("strange messages are none", () => {
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

test("a longest message of characters that JSON escapes fits the channel", () => {
  assert.ok(
    JSON.stringify({ type: "chat", id, text: `${"\u0001".repeat(MAX_MESSAGE_LENGTH - 1)}x` }).length < 64 * 1024,
  );
});

test("a file's name is no path, hides nothing, and reads as what it is", () => {
  for (const [name, expected] of [
    ["notes.txt", "notes.txt"],
    ["../../etc/passwd", "_.._etc_passwd"],
    ["C:\\x\\y.exe", "C__x_y.exe"],
    ["photo\u202egpj.exe", "photogpj.exe"],
    ["a\u0000b\nc.txt", "abc.txt"],
    [".htaccess", "htaccess"],
    ["trailing. . ", "trailing"],
    ["", "file"],
    ["...", "file"],
    ["Ünï-çødé 漢字.pdf", "Ünï-çødé 漢字.pdf"],
  ]) {
    assert.equal(safeFileName(name), expected);
  }
  assert.equal(safeFileName(`${"x".repeat(500)}.jpeg`), `${"x".repeat(115)}.jpeg`);
});

const links = (text) => splitLinks(text).filter(({ href }) => href);

test("addresses in a text are links, without the sentence around them", () => {
  for (const [text, address] of [
    ["see https://example.org.", "https://example.org"],
    ["(https://example.org/a_(b))", "https://example.org/a_(b)"],
    ["“http://example.org/?q=1&r=ü#x”, or", "http://example.org/?q=1&r=ü#x"],
    ["HTTPS://EXAMPLE.ORG/!?", "HTTPS://EXAMPLE.ORG/"],
  ]) {
    assert.deepEqual(
      links(text).map((part) => part.text),
      [address],
    );
    assert.equal(
      splitLinks(text)
        .map((part) => part.text)
        .join(""),
      text,
    );
  }
  assert.equal(links("https://a.example and https://b.example").length, 2);
});

test("what does not lead where it seems to is no link", () => {
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,<b>",
    "ftp://example.org",
    "https://bank.example@evil.example",
    "https://",
    "xhttps://example.org",
    "https://example.org:99999999/",
  ]) {
    assert.deepEqual(links(text), [], text);
  }
  assert.equal(links("https://example.org/\u202egpj")[0].text, "https://example.org/");
});

test("a bucket gives so many at once, and so many a second", () => {
  const bucket = new TokenBucket({ burst: 3, aSecond: 2 });
  assert.deepEqual(
    [0, 0, 0, 0].map((now) => bucket.take(now)),
    [true, true, true, false],
  );
  assert.deepEqual(
    [400, 500, 500, 60_000].map((now) => bucket.take(now)),
    [false, true, false, true],
  );
});
