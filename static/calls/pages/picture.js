// Makes a chosen picture small before it is uploaded: a phone's photo has many times the bytes that the server takes.
// The server does the same once more. Where the browser cannot do it, the file is sent as it is.

/** Pixels of the shorter side. */
const SIDE = 512;
/** Bytes that are sent as they are. */
const SMALL = 60_000;
/** Bytes that the server takes, with the rest of the form. */
const LARGEST = 240 * 1024;

const field = document.getElementById("picture");
const preview = document.getElementById("picturePreview");

/** @param {File} file @returns {Promise<HTMLImageElement>} */
async function load(file) {
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(file);
  await image.decode();
  return image;
}

/** @param {HTMLImageElement} image @returns {Promise<Blob | null>} */
async function shrink(image) {
  const scale = Math.min(1, SIDE / Math.min(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
  const side = Math.min(width, height);
  Object.assign(canvas, { width: side, height: side });
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.fillStyle = "white";
  context.fillRect(0, 0, side, side);
  context.drawImage(image, (side - width) / 2, (side - height) / 2, width, height);
  for (const quality of [0.9, 0.6, 0.3]) {
    const blob = await new Promise((/** @type {BlobCallback} */ resolve) =>
      canvas.toBlob(resolve, "image/jpeg", quality),
    );
    if (blob && blob.size <= LARGEST) return blob;
  }
  return null;
}

/** @param {HTMLInputElement} input */
async function prepare(input) {
  const file = input.files?.[0];
  input.setCustomValidity("");
  if (!file) return;
  try {
    const image = await load(file);
    preview?.querySelector("img")?.remove();
    preview?.append(image);
    if (file.size <= SMALL || input.files?.[0] !== file) return;
    const small = await shrink(image);
    if (!small || input.files?.[0] !== file) return;
    const chosen = new DataTransfer();
    chosen.items.add(new File([small], file.name, { type: small.type }));
    input.files = chosen.files;
  } catch (error) {
    // The server says what is wrong with a small one.
    if (file.size > LARGEST) input.setCustomValidity(input.dataset.tooLarge ?? "");
    console.debug("the picture was not made smaller", error);
  }
}

if (field instanceof HTMLInputElement) field.addEventListener("change", () => prepare(field));
