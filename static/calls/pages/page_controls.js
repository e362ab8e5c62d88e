// The account menu, and the close button of a message: on every page, so Bootstrap's script is not loaded for them.

/** @param {HTMLButtonElement} button @param {HTMLElement} menu */
function bindMenu(button, menu) {
  /** @param {boolean} open */
  const show = (open) => {
    if (menu.classList.contains("show") === open) return;
    menu.classList.toggle("show", open);
    button.setAttribute("aria-expanded", String(open));
  };
  const items = () => [...menu.querySelectorAll("a, button")].filter((item) => item instanceof HTMLElement);
  /** @param {number} index */
  const focus = (index) =>
    items()
      .at(index % items().length)
      ?.focus();
  /** @type {Record<string, (index: number) => void>} */
  const keys = {
    ArrowDown: (index) => focus(index + 1),
    ArrowUp: (index) => focus(Math.max(index, 0) - 1),
    Home: () => focus(0),
    End: () => focus(-1),
    Escape: () => {
      button.focus();
      show(false);
    },
  };

  button.addEventListener("click", () => show(!menu.classList.contains("show")));
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Node && !menu.contains(target) && !button.contains(target)) show(false);
  });
  /** @param {FocusEvent} event */
  const leave = ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget) && relatedTarget !== button) show(false);
  };
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const move = keys[event.key];
    const isOpen = menu.classList.contains("show");
    if (!move || (!isOpen && event.key !== "ArrowDown")) return;
    event.preventDefault();
    show(true);
    move(items().indexOf(/** @type {HTMLElement} */ (document.activeElement)));
  };
  for (const part of [button, menu]) {
    part.addEventListener("focusout", leave);
    part.addEventListener("keydown", press);
  }
}

for (const button of document.querySelectorAll("button[data-menu]")) {
  const menu = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (button instanceof HTMLButtonElement && menu) bindMenu(button, menu);
}

document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.matches("[data-dismiss]")) target.closest(".alert")?.remove();
});
