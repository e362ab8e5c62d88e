/** What a file's content is known by: both sides work it out, and compare. */

/** SHA-256 as hex; null where the page is not secure, and the browser keeps it back. @param {Blob} blob @returns {Promise<string | null>} */
export async function digest(blob) {
  if (!globalThis.crypto?.subtle) return null;
  const hash = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
