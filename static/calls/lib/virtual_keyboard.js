/** Measures how much of the page a phone's keyboard covers, so that the composer stays above it. */

import { tryOrUndefined } from "./browser/try_or_undefined.js";

/** Sets `--keyboard` (pixels) on the page. */
export function trackVirtualKeyboard() {
  const seen = tryOrUndefined(() => window.visualViewport);
  if (!seen) return;
  const measure = () => {
    const covered = Math.max(0, window.innerHeight - seen.height - seen.offsetTop);
    // Zooming in shows less of the page, too.
    document.documentElement.style.setProperty("--keyboard", seen.scale === 1 ? `${Math.round(covered)}px` : "0px");
  };
  seen.addEventListener("resize", measure);
  seen.addEventListener("scroll", measure);
}
