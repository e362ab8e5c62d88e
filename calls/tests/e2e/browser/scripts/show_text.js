// Covers the page with columns of text.
(columns) => {
  const shown = Object.assign(document.createElement("div"), { popover: "manual" });
  Object.assign(shown.style, { position: "fixed", inset: 0, width: "100vw", height: "100vh", margin: 0, padding: 0,
    border: 0, maxWidth: "none", maxHeight: "none", overflow: "hidden", background: "#fff", color: "#111" });
  for (const { left, size, spacing, margin, text } of columns) {
    const column = Object.assign(document.createElement("div"), { textContent: text });
    Object.assign(column.style, { position: "absolute", top: `${margin}px`, left: `${left + margin}px`, whiteSpace: "pre",
      font: `${size}px/${spacing} sans-serif` });
    shown.append(column);
  }
  window.textShown?.remove();
  window.textShown = shown;
  document.body.append(shown);
  shown.showPopover();
}
