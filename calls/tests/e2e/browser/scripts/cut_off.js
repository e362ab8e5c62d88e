// Words of ours that do not fit where they stand. Names and what people write may end in dots.
() => {
  const found = [];
  const cuts = (overflow) => !["visible", "auto", "scroll"].includes(overflow);
  for (const one of document.body.querySelectorAll("*")) {
    const text = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    if (!text.includes("⟧") || !one.checkVisibility({ visibilityProperty: true })) continue;
    if (one.closest(".visually-hidden, .skip-link")) continue;
    const range = document.createRange();
    range.selectNodeContents(one);
    const inner = range.getBoundingClientRect();
    for (let box = one; box && box !== document.body; box = box.parentElement) {
      const { overflowX, overflowY, display } = getComputedStyle(box);
      const outer = box.getBoundingClientRect();
      if (display === "inline" || outer.width <= 1) continue;
      const wide = inner.right > outer.right + 1 || inner.left < outer.left - 1;
      const high = inner.bottom > outer.bottom + 1 || inner.top < outer.top - 1;
      if ((cuts(overflowX) && wide) || (cuts(overflowY) && high)) found.push(text);
      // What can be scrolled to is within reach.
      if (!cuts(overflowY) && overflowY !== "visible") break;
    }
  }
  return [...new Set(found)];
}
