/** Measures how much of the page a phone's keyboard covers, so that the composer stays above it. */

import { attempt } from "./browser/attempt.js";

/** Sets `--keyboard` (pixels) on the page. */
export function trackVirtualKeyboard() {
  const seen = attempt(() => window.visualViewport);
  if (!seen) return;
  const measure = () => {
    const covered = Math.max(0, window.innerHeight - seen.height - seen.offsetTop);
    // Zooming in shows less of the page, too.
    document.documentElement.style.setProperty("--keyboard", seen.scale === 1 ? `${Math.round(covered)}px` : "0px");
  };
  seen.addEventListener("resize", measure);
  seen.addEventListener("scroll", measure);
}
