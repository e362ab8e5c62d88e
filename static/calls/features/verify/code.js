/** Computes the verification code (docs/security.md): seven numbers from both sides' fingerprints and nonces. */

/** The length of a nonce and of a fingerprint: a SHA-256. */
export const BYTES = 32;
/** Emoji in a code. Each stands for one byte, so a code has 56 bits. */
export const LENGTH = 7;

/** Every hashed text begins with its purpose, so that a hash made for one is useless for the other. */
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

/**
 * What a side sends before it reveals its nonce. With the role in it, nobody can send it back as
 * their own.
 * @param {Role} role
 * @param {Bytes} nonce
 */
export const commitment = async (role, nonce) => hex(await sha256(COMMIT, role, "\0", nonce));

/**
 * Seven numbers (0 to 255), the same on both sides if both see the same two certificates.
 * @param {Record<Role, { fingerprint: Bytes, nonce: Bytes }>} sides
 */
export async function code({ caller, callee }) {
  const digest = await sha256(CODE, caller.fingerprint, callee.fingerprint, caller.nonce, callee.nonce);
  return [...digest.subarray(0, LENGTH)];
}
