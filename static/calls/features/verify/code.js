/** The arithmetic of the verification code (docs/security.md): fingerprints and nonces to seven numbers; it knows no channel and no page. */

/** Of nonces and of fingerprints: the length of a SHA-256. */
export const BYTES = 32;
/** Emoji in a code; each stands for one byte, so it has 56 bits. */
export const LENGTH = 7;

/** What is hashed begins with what it is for, so that nothing said for one purpose fits another. */
const COMMIT = "videochat verification commitment 1\0";
const CODE = "videochat verification code 1\0";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** @param {(string | Bytes)[]} parts */
async function sha256(...parts) {
  const bytes = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(bytes).arrayBuffer()));
}

/** @param {Uint8Array} bytes */
export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The 32 bytes behind 64 hexadecimal digits; null for anything else. @param {unknown} text */
export function unhex(text) {
  if (typeof text !== "string" || !/^[0-9a-f]{64}$/.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** What a side says before it reveals its nonce. The role keeps it from being thrown back to its sender. @param {Role} role @param {Bytes} nonce */
export const commitment = async (role, nonce) => hex(await sha256(COMMIT, role, "\0", nonce));

/**
 * The same seven numbers (0 to 255) on both sides, if both see the same two certificates.
 * @param {Record<Role, { fingerprint: Bytes, nonce: Bytes }>} sides
 */
export async function code({ caller, callee }) {
  const digest = await sha256(CODE, caller.fingerprint, callee.fingerprint, caller.nonce, callee.nonce);
  return [...digest.subarray(0, LENGTH)];
}
