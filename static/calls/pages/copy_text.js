// Copies the text of a field. The button names the field and the note, and has the words of the note.

/** @param {HTMLButtonElement} button */
async function copy({ dataset }) {
  const field = document.getElementById(dataset.copy ?? "");
  const note = document.getElementById(dataset.note ?? "");
  if (!(field instanceof HTMLInputElement) || !note) return;
  // Emptied first, so that a screen reader says the same words again.
  note.textContent = "";
  try {
    await navigator.clipboard.writeText(field.value);
    note.textContent = dataset.copied ?? "";
  } catch {
    field.focus();
    field.select();
    note.textContent = dataset.failed ?? "";
  }
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
