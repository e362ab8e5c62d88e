// Asks the server to wait for this page: the previous one left in a call, and this one may load
// slowly. This is a plain script, since it runs before the modules are there.
{
  /** In the session storage: the call that the previous page left. The call page removes it once it is connected. */
  const KEY = "videochat.leaving";
  const INTERVAL_MS = 3_000;
  /** The largest number of repeats. After that the page counts as gone. */
  const MAX_REPEATS = 20;
  const url = document.currentScript?.dataset.url ?? "";

  const ask = (times = 0) => {
    try {
      if (sessionStorage.getItem(KEY) === null) return;
    } catch {
      return; // nothing is stored in this browser
    }
    fetch(url, { method: "POST" }).catch(() => {}); // the next attempt may succeed
    if (times < MAX_REPEATS) setTimeout(() => ask(times + 1), INTERVAL_MS);
  };
  ask();
}
