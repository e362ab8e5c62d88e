// Before the first paint: tells Bootstrap whether the system is light or dark. Later: reloads a page that the browser has
// kept, or loaded in advance, in the language of before a switch.
const dark = window.matchMedia("(prefers-color-scheme: dark)");

const applyTheme = () => {
  document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
};

dark.addEventListener("change", applyTheme);
applyTheme();

const CHOSEN = "videochat.language";
const { lang } = document.documentElement;

const chosen = () => {
  try {
    return localStorage.getItem(CHOSEN) ?? lang;
  } catch {
    return lang;
  }
};

const note = () => {
  try {
    localStorage.setItem(CHOSEN, lang);
  } catch {
    // The storage is blocked or full: a page from before the switch then stays as it is.
  }
};

const compare = () => {
  if (chosen() !== lang) location.reload();
};

if (/** @type {{ prerendering?: boolean }} */ (document).prerendering)
  document.addEventListener("prerenderingchange", compare, { once: true });
else note();
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) compare();
});
