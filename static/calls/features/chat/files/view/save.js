/** What a browser does with a received file when it is asked to: saves it, or shows a small picture; never opens it. */

/** The browser has read the file long before. */
const READ_MS = 60_000;
/** Pictures that no browser runs anything of. An SVG is a document. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);
const MAX_PICTURE = 20 * 1024 * 1024;

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), READ_MS);
}

/** Shows the picture where it is one, of a kind that is safe. @param {HTMLImageElement} image @param {Blob} blob @param {string} kind as the sender calls it */
export function preview(image, blob, kind) {
  if (!PICTURES.has(kind) || blob.size > MAX_PICTURE || image.src) return;
  const url = URL.createObjectURL(new Blob([blob], { type: kind }));
  image.onload = () => {
    URL.revokeObjectURL(url);
    image.hidden = false;
    image.dispatchEvent(new Event("shown", { bubbles: true }));
  };
  image.onerror = () => URL.revokeObjectURL(url);
  image.src = url;
}
