/** Makes a file name safe: any system can store it, and it reads as what it is. */

import { MAX_FILE_NAME } from "../limits.js";

/** Control characters, and marks that change the writing direction so that "gpj.exe" reads "exe.jpg". */
const INVISIBLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
/** Characters that some system takes for a path, a drive or a pattern. */
const FORBIDDEN = /[\\/:*?"<>|]/g;

/** @param {string} name */
export function safeFileName(name) {
  const plain = name
    .slice(-1_000)
    .replace(INVISIBLE, "")
    .replace(FORBIDDEN, "_")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  if (plain.length <= MAX_FILE_NAME) return plain || "file";
  const extension = plain.match(/\.\w{1,10}$/)?.[0] ?? "";
  return plain.slice(0, MAX_FILE_NAME - extension.length) + extension;
}
