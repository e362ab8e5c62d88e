import assert from "node:assert/strict";
import test from "node:test";
import { splitLinks } from "../../../../static/calls/features/chat/messages/links.js";

const links = (text) => splitLinks(text).filter(({ href }) => href);

test("web addresses become links, without the punctuation around them", () => {
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

test("an address that leads elsewhere than it seems is no link", () => {
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
