/** Saves a received file, or shows it as a picture. It never opens one. */

import { tryOrUndefined } from "../../../../lib/browser/try_or_undefined.js";

/** Long after the browser has read the file. */
const REVOKE_MS = 60_000;
/** Types that hold no script. An SVG may hold one. */
const IMAGE_TYPES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);
const MAX_PREVIEW_SIZE = 20 * 1024 * 1024;

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_MS);
}

/**
 * Shows the file where it is an image of a safe type.
 * @param {HTMLImageElement} image
 * @param {Blob} blob
 * @param {string} mimeType that the sender names
 */
export function preview(image, blob, mimeType) {
  if (!IMAGE_TYPES.has(mimeType) || blob.size > MAX_PREVIEW_SIZE || image.src) return;
  const url = tryOrUndefined(() => URL.createObjectURL(new Blob([blob], { type: mimeType })));
  if (!url) return;
  image.onload = () => {
    URL.revokeObjectURL(url);
    image.hidden = false;
    image.dispatchEvent(new Event("shown", { bubbles: true }));
  };
  image.onerror = () => URL.revokeObjectURL(url);
  image.src = url;
}
