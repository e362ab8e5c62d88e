/** Tells the user of every error that no code of the page has handled: no press may end in silence. */

import { pressFailed, reload } from "../texts.js";
import { showToast } from "./toasts.js";

/** Browsers report these as errors of the page. Nothing is lost. */
const HARMLESS = /^ResizeObserver loop/;

/** Extensions of the browser run in the page, too. @param {string | undefined} place a file or a stack */
const isOurs = (place) => !place || place.includes(location.origin);

export function showFailures() {
  const show = () => showToast(pressFailed(), { label: reload(), act: () => location.reload() });
  addEventListener("error", ({ message, filename }) => {
    if (message && !HARMLESS.test(message) && isOurs(filename)) show();
  });
  addEventListener("unhandledrejection", ({ reason }) => isOurs(reason?.stack) && show());
}
