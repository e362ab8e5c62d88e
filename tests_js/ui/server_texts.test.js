// Every error and close code of docs/protocol.md has words on the page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

globalThis.gettext = (text) => text;
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
const { closeSentence, errorSentence } = await import("../../static/calls/ui/server_texts.js");
const { endingSentence } = await import("../../static/calls/ui/texts.js");

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const document = read("docs/protocol.md");

/** The first cells of a table of the document, by the head of its first column. */
function column(head) {
  const [, table = ""] = document.split(new RegExp(`^\\| ${head} \\|.*\\n`, "m"));
  const rows = table.split("\n\n")[0].split("\n").slice(1);
  return rows.map((row) => row.match(/^\| `?([\w-]+)`? \|/)[1]);
}

const ERRORS = column("error code");
const CLOSES = column("close code").map(Number);
const UNKNOWN = errorSentence("a-code-of-later");
const ended = (reason, more = {}) =>
  endingSentence({ reason, name: "bob", role: "caller", mine: false, seconds: null, accepted: false, ...more });

test("the document's tables are found, and the server's codes are in them", () => {
  const raised = [...read("calls/protocol/close_codes.py").matchAll(/ = (\d{4})$/gm)].map(([, code]) => Number(code));
  assert.ok(raised.length > 3 && ERRORS.length > 9);
  assert.deepEqual(
    raised.filter((code) => !CLOSES.includes(code)),
    [],
  );
});

for (const code of ERRORS) {
  test(`the error ${code} has words, beside a call and as its end`, () => {
    assert.ok(errorSentence(code).length > 10);
    assert.notEqual(ended(code), ended("gone"), "it does not read as if the call had been on");
  });
}

for (const code of CLOSES) {
  test(`the close code ${code} has words`, () => assert.ok(closeSentence(code).length > 10));
}

test("codes of a later server, and a socket that just breaks, have words too", () => {
  assert.ok(UNKNOWN.length > 10);
  for (const code of [undefined, 1006, 4999]) assert.match(closeSentence(code), /No connection to the server/);
});

test("every reason for which a call ends has words, except what the user has done", () => {
  const silent = [];
  for (const reason of [...column("reason"), "answered-elsewhere", "handed-over"]) {
    for (const role of ["caller", "callee"])
      for (const mine of [true, false]) if (!ended(reason, { role, mine })) silent.push([reason, role, mine].join(" "));
  }
  const elsewhere = ["answered-elsewhere", "handed-over"].flatMap((reason) =>
    ["caller true", "caller false", "callee true", "callee false"].map((who) => `${reason} ${who}`),
  );
  const own = ["caller true", "callee true"].flatMap((who) => [`declined ${who}`, `cancelled ${who}`]);
  assert.deepEqual(silent.sort(), [...own, ...elsewhere].sort());
});
