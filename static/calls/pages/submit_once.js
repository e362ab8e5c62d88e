// A form is sent once, however often its button is pressed: a second request would be refused, or answered first.

/** After this time a form may be sent again: the page is still shown, so the request was stopped. */
const AGAIN_MS = 10_000;
/** @type {Map<HTMLFormElement, number>} */
const sending = new Map();

/** @param {HTMLFormElement} form */
const release = (form) => {
  clearTimeout(sending.get(form));
  sending.delete(form);
  form.removeAttribute("aria-busy");
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  // Not `disabled`: the form would be sent without the name of its button.
  form.setAttribute("aria-busy", "true");
  sending.set(form, setTimeout(release, AGAIN_MS, form));
});

// The browser shows the page as it was, after "back".
addEventListener("pageshow", () => {
  for (const form of [...sending.keys()]) release(form);
});
