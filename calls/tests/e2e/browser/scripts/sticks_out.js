// Whatever is read or pressed lies within the window, and within what cuts it off; but what can be scrolled to is within
// reach, and a text that ends in dots is meant to.
() => {
  const own = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const isThere = (one) => one.matches("button, a, input, textarea, select, img, progress") || own(one);
  // For screen readers alone, or on its way.
  const clipped = (one) => one && (getComputedStyle(one).clipPath === "inset(50%)" || clipped(one.parentElement));
  const hidden = (one) => one.closest(".visually-hidden, .skip-link, [aria-hidden='true'] .reaction") || clipped(one);
  const cuts = ({ overflowX, overflowY }) => [overflowX, overflowY].map((one) => one !== "visible");
  const scrolls = ({ overflowX, overflowY }) => [overflowX, overflowY].map((one) => ["auto", "scroll"].includes(one));
  const name = ({ id, className, tagName }) => id || className || tagName;
  const sides = ({ left, right, top, bottom }) => [[left, right], [top, bottom]];
  const page = document.querySelector("#call:not([data-state=idle], [data-state=incoming])") !== null;
  const found = [];
  for (const one of document.body.querySelectorAll("*")) {
    if (!isThere(one) || !one.checkVisibility({ visibilityProperty: true }) || hidden(one)) continue;
    const rect = one.getBoundingClientRect();
    if (rect.width <= 1 || rect.height <= 1) continue;
    const box = sides(rect);
    // The stage and what lies over it are not scrolled; any other page is, downwards.
    const fixed = one.closest("#stage, dialog, .toasts") !== null;
    const free = [false, !(fixed || page)];
    for (let parent = one; parent; parent = parent.parentElement) {
      const style = getComputedStyle(parent);
      const dots = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
      const [scroll, cut] = [scrolls(style), cuts(style)];
      for (const axis of [0, 1]) {
        if (parent !== one && scroll[axis]) free[axis] = true;
        if (parent === one || free[axis] || !cut[axis] || dots) continue;
        const [low, high] = sides(parent.getBoundingClientRect())[axis];
        if (box[axis][0] < low - 1 || box[axis][1] > high + 1)
          found.push(`${name(one)} out of ${name(parent)}`);
      }
      if (dots) free[0] = true;
    }
    const window = [innerWidth, innerHeight];
    for (const axis of [0, 1])
      if (!free[axis] && (box[axis][0] < -1 || box[axis][1] > window[axis] + 1))
        found.push(`${name(one)} out of the window`);
    // And within what it stands on, as buttons on their bar do.
    const bar = one.closest(".controls, .panel-head, .ring-dialog, .more-menu, .hint, .video-ask, .chip");
    if (bar && bar !== one && !free[0]) {
      const { left, right } = bar.getBoundingClientRect();
      if (rect.left < left - 1 || rect.right > right + 1) found.push(`${name(one)} out of ${name(bar)}`);
    }
  }
  // And what asks for something lies free.
  const all = ".toast-card, .notice-card:not(.toast-card), .chat-news-card, .hint, .video-ask, .controls, .panel-head";
  const asking = [...document.querySelectorAll(all)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
  for (const [index, one] of asking.entries()) {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    for (const other of asking.slice(index + 1)) {
      const box = other.getBoundingClientRect();
      if (left < box.right - 1 && box.left < right - 1 && top < box.bottom - 1 && box.top < bottom - 1)
        found.push(`${name(one)} and ${name(other)} overlap`);
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push("the page is wider than the window");
  return [...new Set(found)];
}
