// What is seen in screenshots, by WCAG 2's contrast: `edges` finds boxes without an edge, `differ` compares two pictures.
({
  async data(shot) {
    const bytes = Uint8Array.from(atob(shot), (one) => one.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
    canvas.drawImage(bitmap, 0, 0);
    return canvas.getImageData(0, 0, bitmap.width, bitmap.height);
  },

  light({ data, width }, x, y) {
    const at = 4 * (Math.round(y) * width + Math.round(x));
    const [r, g, b] = [...data.slice(at, at + 3)].map((one) => one / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  },

  ratio: (lights) => (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05),

  /** Those of the selector that are told from what they stand on by nothing, in a screenshot of the window. */
  async edges({ shot, selector }) {
    const image = await this.data(shot);
    const top = [...document.querySelectorAll(":modal")].at(-1) ?? document.body;
    const found = [];
    for (const one of top.querySelectorAll(selector)) {
      const { left, right, top: y1, bottom: y2 } = one.getBoundingClientRect();
      const shown = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
      if (!shown || left < 4 || right > innerWidth - 4 || y1 < 0 || y2 > innerHeight || right - left < 4) continue;
      const y = (y1 + y2) / 2;
      if (!one.contains(document.elementFromPoint((left + right) / 2, y))) continue;
      const lights = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((step) => this.light(image, left + step, y));
      if (this.ratio(lights) < 3) found.push(one.id || one.dataset.device || one.className);
    }
    return [...new Set(found)];
  },

  /** The share of pixels that differ in contrast. */
  async differ({ one, other }) {
    const [before, after] = [await this.data(one), await this.data(other)];
    let differ = 0;
    for (let y = 0; y < before.height; y += 1)
      for (let x = 0; x < before.width; x += 1)
        if (this.ratio([this.light(before, x, y), this.light(after, x, y)]) >= 3) differ += 1;
    return differ / (before.width * before.height);
  },
})
