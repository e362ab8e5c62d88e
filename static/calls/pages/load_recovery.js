// Loads the page anew when a part of it did not come: a browser whose network changes gives up what it was fetching, and
// then a page stands there that does nothing. A plain script, since modules are what may be missing.
{
  /** In the tab's storage: how often in a row the page has not been whole. */
  const TIMES = "videochat.notWhole";
  const WAITS_MS = [500, 2_000, 5_000, 15_000];
  let whole = true;

  /** @param {Event} event */
  const missing = ({ target }) => {
    const sheet = target instanceof HTMLLinkElement && target.rel === "stylesheet";
    if (sheet || target instanceof HTMLScriptElement) whole = false;
  };

  // Such errors do not bubble.
  window.addEventListener("error", missing, true);
  window.addEventListener("load", () => {
    window.removeEventListener("error", missing, true);
    const times = whole ? 0 : Number(sessionStorage.getItem(TIMES)) + 1;
    sessionStorage.setItem(TIMES, String(times));
    if (whole) return;
    document.getElementById("notWhole")?.removeAttribute("hidden");
    setTimeout(() => location.reload(), WAITS_MS[Math.min(times, WAITS_MS.length) - 1]);
    window.addEventListener("online", () => location.reload());
  });
}
