/** SHA-256 of a file, by which the receiver checks what has arrived. */

/**
 * As hex; null on an insecure page, where the browser has no crypto.subtle.
 * @param {Blob} blob
 * @returns {Promise<string | null>}
 */
export async function digest(blob) {
  if (!globalThis.crypto?.subtle) return null;
  const hash = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
