// On the pages that stand in place of the one that was asked for, at its address: without a connection (`/offline/`), and
// while the site is not available. Loads that one as soon as the server answers.
{
  const LONGEST_MS = 15_000;
  const LIMIT_MS = 5_000;
  /** A press shows for at least as long. */
  const PRESSED_MS = 500;
  const root = document.querySelector("[data-probe]");
  const { probe = "", home = "/", page = "", seconds = "1" } = root instanceof HTMLElement ? root.dataset : {};
  const button = root?.querySelector("button");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let attempts = 0;
  let asking = false;

  /** @param {string} selector @param {(line: HTMLElement) => boolean} isShown */
  const show = (selector, isShown) => {
    for (const line of root?.querySelectorAll(selector) ?? [])
      if (line instanceof HTMLElement) line.hidden = !isShown(line);
  };
  const showReason = () => show("[data-when]", ({ dataset }) => (dataset.when === "online") === navigator.onLine);

  const waitAgain = () => {
    clearTimeout(timer);
    const wait = Math.min(Number(seconds) * 1_000 * 1.5 ** attempts, LONGEST_MS) * (0.75 + Math.random() / 2);
    attempts += 1;
    timer = setTimeout(ask, wait);
  };

  const ask = async () => {
    if (asking) return;
    asking = true;
    showReason();
    let answers = false;
    try {
      const signal = AbortSignal.timeout(LIMIT_MS);
      // An empty address is the page's own. Where it leads to is not asked.
      answers = (await fetch(probe, { method: "HEAD", cache: "no-store", redirect: "manual", signal })).status < 500;
    } catch (error) {
      console.debug("no answer", error);
    }
    asking = false;
    if (!answers) waitAgain();
    else if (location.pathname === page) location.replace(home);
    else location.reload();
  };

  const askNow = () => {
    attempts = 0;
    ask();
  };

  button?.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    setTimeout(() => button.removeAttribute("aria-busy"), PRESSED_MS);
    askNow();
  });
  addEventListener("online", askNow);
  addEventListener("offline", showReason);
  document.addEventListener("visibilitychange", () => document.hidden || askNow());
  show("[data-tries]", () => true);
  showReason();
  waitAgain();
}
