// What a person cannot reach or read on the page as it is: a control that no scrolling brings into the window, or that
// something covers, and a text that is cut or lies on another. Only what is on top counts: a modal dialog, or a menu.
() => {
  const NEAR = 1.5;
  const called = (one) => {
    const { id, className, tagName, parentElement } = one;
    const own = id ? `#${id}` : `${tagName.toLowerCase()}.${className.baseVal ?? className}`;
    return id || !parentElement ? own : `${parentElement.id || parentElement.className} > ${own}`;
  };
  const top = [...document.querySelectorAll(":modal, :popover-open")].at(-1) ?? document.body;
  const seen = (one) =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !one.closest(".visually-hidden, .skip-link, .skip-to-content-link, .reactions-layer") &&
    getComputedStyle(one).clipPath !== "inset(50%)" &&
    !(one.parentElement && getComputedStyle(one.parentElement).clipPath === "inset(50%)") &&
    one.getBoundingClientRect().width > 1;
  const all = [...top.querySelectorAll("*")].filter(seen);
  const found = [];

  const ancestors = (one) => (one.parentElement ? [one.parentElement, ...ancestors(one.parentElement)] : []);
  // A person scrolls what has a scroll bar; a script, and the focus, also what has none.
  const scrolls = (one) => {
    const style = getComputedStyle(one);
    const root = one === document.documentElement;
    const values = root
      ? [style.overflowX, style.overflowY, getComputedStyle(document.body).overflowY]
      : [style.overflowX, style.overflowY];
    return root ? !values.includes("hidden") : values.some((value) => value === "auto" || value === "scroll");
  };
  const bringIntoView = (one) => {
    one.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    for (const parent of ancestors(one)) if (!scrolls(parent)) parent.scrollTo(0, 0);
  };
  // What is left of a box within the window and all that cuts it.
  const left = (one) => {
    const box = one.getBoundingClientRect();
    let [x1, y1, x2, y2] = [
      Math.max(box.left, 0),
      Math.max(box.top, 0),
      Math.min(box.right, innerWidth),
      Math.min(box.bottom, innerHeight),
    ];
    const fixed = (parent) => getComputedStyle(parent).position === "fixed";
    let under = one;
    for (const parent of ancestors(one)) {
      if (fixed(under) || under.matches(":modal, :popover-open")) break;
      const style = getComputedStyle(parent);
      const clip = parent.getBoundingClientRect();
      if (style.overflowX !== "visible" && parent !== document.body)
        [x1, x2] = [Math.max(x1, clip.left), Math.min(x2, clip.right)];
      if (style.overflowY !== "visible" && parent !== document.body)
        [y1, y2] = [Math.max(y1, clip.top), Math.min(y2, clip.bottom)];
      under = parent;
    }
    return { width: x2 - x1, height: y2 - y1, x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  };

  const CONTROLS = "button, a[href], input, select, textarea, [tabindex='0']";
  const controls = all.filter((one) => one.matches(CONTROLS));
  for (const one of controls) {
    bringIntoView(one);
    const box = one.getBoundingClientRect();
    const shown = left(one);
    // What is larger than its place is pressed where it shows, if that is enough for a finger.
    const cut = shown.width < Math.min(box.width, 44) - NEAR || shown.height < Math.min(box.height, 44) - NEAR;
    if (shown.width <= 0 || shown.height <= 0) found.push(`${called(one)} cannot be reached`);
    else if (cut && !one.matches("[role='log']")) found.push(`${called(one)} is cut`);
    else {
      const hit = document.elementFromPoint(shown.x, shown.y);
      // A toast goes, or is put away; what is done with one's own picture stands in the menu too.
      if (one.closest("#selfView, #showSelf") && hit?.closest(".hint, dialog")) continue;
      const own =
        hit &&
        (hit.closest(".toasts, .chat-news") !== null ||
          one.contains(hit) || hit.contains(one) ||
          hit.closest("label")?.control === one);
      if (!own) found.push(`${called(one)} is covered by ${hit ? called(hit) : "nothing"}`);
    }
  }

  // Text: not cut by dots or by an edge, and not out of the window.
  const PREVIEWS = ".chat-news-text, select, option, textarea, .chart *";
  const texts = all.filter(
    (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && !one.matches(PREVIEWS),
  );
  const boxOfText = (one) => {
    const rects = [...one.childNodes].flatMap((node) => {
      if (node.nodeType !== 3 || !node.data.trim()) return [];
      const range = document.createRange();
      range.selectNodeContents(node);
      return [...range.getClientRects()];
    });
    const side = (which, pick) => pick(...rects.map((rect) => rect[which]));
    return {
      left: side("left", Math.min),
      right: side("right", Math.max),
      top: side("top", Math.min),
      bottom: side("bottom", Math.max),
    };
  };
  for (const one of texts) {
    bringIntoView(one);
    const box = boxOfText(one);
    if (box.left < -NEAR || box.right > innerWidth + NEAR)
      found.push(`the text of ${called(one)} is out of the window`);
    for (const parent of [one, ...ancestors(one)]) {
      if (parent === document.body) break;
      const { overflowX, overflowY, fontSize } = getComputedStyle(parent);
      const clip = parent.getBoundingClientRect();
      const slack = Number.parseFloat(fontSize) / 4;
      if (
        ["hidden", "clip"].includes(overflowX) &&
        (box.left < clip.left - NEAR ||
          box.right > clip.right + NEAR ||
          (parent === one && parent.scrollWidth > parent.clientWidth + 1))
      ) {
        found.push(`the text of ${called(one)} is cut by ${called(parent)}`);
        break;
      } else if (
        ["hidden", "clip"].includes(overflowY) &&
        (box.top < clip.top - slack || box.bottom > clip.bottom + slack)
      ) {
        found.push(`the text of ${called(one)} is cut by ${called(parent)}`);
        break;
      }
      if (
        ["auto", "scroll"].includes(overflowY) ||
        parent.matches(":modal, :popover-open") ||
        getComputedStyle(parent).position === "fixed"
      )
        break;
    }
  }
  for (const one of [top, ...all]) one.scrollTo(0, 0);
  scrollTo(0, 0);

  // On the stage nothing is moved by scrolling the page: what it says must not lie on what it says elsewhere.
  const stage = document.querySelector("#call:not([data-state=idle], [data-state=incoming]) .scene");
  if (stage && top === document.body) {
    const parts = [
      ...stage.querySelectorAll(
        ".portrait > *, .stage-top > *, .hints > *, .video-ask, .video-line:not(:empty), .controls, .play-sound, .pip-placeholder > *",
      ),
    ].filter(seen);
    const clipped = (one) => {
      const [box, clip] = [one, one.closest(".portrait, .pip-placeholder, .stage-top, .hints") ?? one].map((each) =>
        each.getBoundingClientRect(),
      );
      return {
        left: box.left,
        right: box.right,
        top: Math.max(box.top, clip.top),
        bottom: Math.min(box.bottom, clip.bottom),
      };
    };
    const boxes = parts.map((one) => [one, clipped(one)]);
    for (const [index, [one, box]] of boxes.entries())
      for (const [other, rect] of boxes.slice(index + 1)) {
        if (one.parentElement === other.parentElement && !one.matches(".hint, .chip")) continue;
        const wide = Math.min(box.right, rect.right) - Math.max(box.left, rect.left);
        const high = Math.min(box.bottom, rect.bottom) - Math.max(box.top, rect.top);
        if (wide > 2 && high > 2) found.push(`${called(one)} and ${called(other)} overlap`);
      }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth - clientWidth} px wider than the window`);
  return [...new Set(found)];
}
