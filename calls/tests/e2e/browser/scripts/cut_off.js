// Words of ours that do not fit where they stand. Names and what people write may end in dots.
() => {
  const found = [];
  for (const one of document.body.querySelectorAll("*")) {
    const text = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    if (!text.includes("⟧") || !one.checkVisibility({ visibilityProperty: true })) continue;
    if (one.closest(".visually-hidden, .skip-link")) continue;
    for (let box = one; box && box !== document.body; box = box.parentElement) {
      const { overflowX, display } = getComputedStyle(box);
      if (display === "inline" || ["visible", "auto", "scroll"].includes(overflowX)) continue;
      const range = document.createRange();
      range.selectNodeContents(one);
      const [inner, outer] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
      if (outer.width > 1 && (inner.right > outer.right + 1 || inner.left < outer.left - 1)) found.push(text);
    }
  }
  return [...new Set(found)];
}
