/** Where a phone's keyboard covers the page, how much of it: the composer stands above it. */

/** Sets `--keyboard` (pixels) on the page. */
export function followKeyboard() {
  const seen = window.visualViewport;
  if (!seen) return;
  const measure = () => {
    const covered = Math.max(0, window.innerHeight - seen.height - seen.offsetTop);
    // Whoever zooms in sees less, too, and no keyboard is the reason.
    document.documentElement.style.setProperty("--keyboard", seen.scale === 1 ? `${Math.round(covered)}px` : "0px");
  };
  seen.addEventListener("resize", measure);
  seen.addEventListener("scroll", measure);
}
