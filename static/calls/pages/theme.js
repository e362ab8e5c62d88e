// Tells Bootstrap whether the system is light or dark. It runs before the first paint.
const dark = window.matchMedia("(prefers-color-scheme: dark)");

const applyTheme = () => {
  document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
};

dark.addEventListener("change", applyTheme);
applyTheme();
