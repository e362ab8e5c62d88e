// Tells Bootstrap whether the reader's system is light or dark; it runs before the first paint and keeps no choice of its own.
const dark = window.matchMedia("(prefers-color-scheme: dark)");

const applyTheme = () => {
  document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
};

dark.addEventListener("change", applyTheme);
applyTheme();
