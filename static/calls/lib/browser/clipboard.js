/** The clipboard. */

import { tryOrUndefinedAsync } from "./try_or_undefined.js";

/** A browser that asks for permission may wait for ever. */
const COPY_MS = 3_000;

/** Whether the browser has taken the text. @param {string} text */
export const copyText = async (text) =>
  Boolean(await tryOrUndefinedAsync(() => navigator.clipboard.writeText(text).then(() => true), COPY_MS));
