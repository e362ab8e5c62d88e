// On the page that is shown without a connection, at the address of the page that was asked for: loads that one as soon as
// the server answers.
{
  const FIRST_MS = 1_000;
  const LONGEST_MS = 15_000;
  const LIMIT_MS = 5_000;
  /** A press shows for at least as long. */
  const PRESSED_MS = 500;
  const root = document.getElementById("offline");
  const button = root?.querySelector("button");
  const { probe = "", home = "/", page = "" } = root?.dataset ?? {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let attempts = 0;
  let asking = false;

  const showReason = () => {
    for (const line of root?.querySelectorAll("[data-when]") ?? [])
      if (line instanceof HTMLElement) line.hidden = (line.dataset.when === "online") !== navigator.onLine;
  };

  const waitAgain = () => {
    clearTimeout(timer);
    const wait = Math.min(FIRST_MS * 1.5 ** attempts, LONGEST_MS) * (0.75 + Math.random() / 2);
    attempts += 1;
    timer = setTimeout(ask, wait);
  };

  const ask = async () => {
    if (asking) return;
    asking = true;
    showReason();
    let answers = false;
    try {
      answers = (await fetch(probe, { cache: "no-store", signal: AbortSignal.timeout(LIMIT_MS) })).ok;
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
  showReason();
  waitAgain();
}
