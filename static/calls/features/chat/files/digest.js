/** SHA-256 of a file, by which the receiver checks what has arrived. */

import { settleWithin } from "../../../lib/timing/timers.js";

const LIMIT_MS = 30_000;

/**
 * As hex; null if it cannot be had: the browser does not answer, or the page is insecure.
 * @param {Blob} blob
 * @returns {Promise<string | null>}
 */
export async function digest(blob) {
  if (!globalThis.crypto?.subtle) return null;
  return settleWithin(compute(blob), LIMIT_MS, null).catch(() => null);
}

/** @param {Blob} blob */
async function compute(blob) {
  const hash = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
