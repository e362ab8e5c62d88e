// Reloads the page if a part of it failed to load. A browser whose network changes aborts its
// requests and leaves a page that does nothing. This is a plain script, since modules may be what
// is missing.
{
  /** In the session storage: how often in a row the page was incomplete. */
  const KEY = "videochat.notWhole";
  const WAITS_MS = [500, 2_000, 5_000, 15_000];
  let complete = true;

  // A browser that stores nothing counts from the start each time.
  const count = () => {
    try {
      return Number(sessionStorage.getItem(KEY));
    } catch {
      return 0;
    }
  };

  /** @param {number} times */
  const keep = (times) => {
    try {
      sessionStorage.setItem(KEY, String(times));
    } catch {}
  };

  // What a browser needs and lacks shows itself as an error before the page has started.
  const onFailure = () => {
    if (document.documentElement.dataset.started) return;
    const show = () => document.getElementById("startFailed")?.removeAttribute("hidden");
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
    else show();
  };
  window.addEventListener("error", onFailure);
  window.addEventListener("unhandledrejection", onFailure);

  /** @param {Event} event */
  const onError = ({ target }) => {
    const sheet = target instanceof HTMLLinkElement && target.rel === "stylesheet";
    if (sheet || target instanceof HTMLScriptElement) complete = false;
  };

  // Such errors do not bubble.
  window.addEventListener("error", onError, true);
  window.addEventListener("load", () => {
    window.removeEventListener("error", onError, true);
    const times = complete ? 0 : count() + 1;
    keep(times);
    if (complete) return;
    document.getElementById("loadFailed")?.removeAttribute("hidden");
    setTimeout(() => location.reload(), WAITS_MS[Math.min(times, WAITS_MS.length) - 1]);
    window.addEventListener("online", () => location.reload());
  });
}
