import assert from "node:assert/strict";
import test from "node:test";
import { safeFileName } from "../../../../static/calls/features/chat/files/file_name.js";

test("a safe file name is no path, hides nothing, and keeps its extension", () => {
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
