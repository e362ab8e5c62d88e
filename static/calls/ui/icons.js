/**
 * The icons that pages show by `<use href="#icon-...">`. They come with the script, which browsers keep, and not with
 * each page. Shapes are 24 by 24.
 */

const SHAPES = {
  mic: '<rect x="9" y="2.5" width="6" height="11.5" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v3.5M8.5 21.5h7"/>',
  "mic-off":
    '<path d="M9 9v2a3 3 0 0 0 4.8 2.4M15 9.5V5.5a3 3 0 0 0-5.9-.8M5 11a7 7 0 0 0 11.5 5.4M19 11a7 7 0 0 1-.5 2.6M12 18v3.5M8.5 21.5h7M3 3l18 18"/>',
  video: '<rect x="2.5" y="6" width="13" height="12" rx="2.5"/><path d="m15.5 10.5 6-3.5v10l-6-3.5"/>',
  "video-off":
    '<path d="M10.5 6H13a2.5 2.5 0 0 1 2.5 2.5V11l6-4v10l-3-2M15.5 15.5A2.5 2.5 0 0 1 13 18H5a2.5 2.5 0 0 1-2.5-2.5v-7A2.5 2.5 0 0 1 5 6h.5M3 3l18 18"/>',
  screen: '<rect x="2.5" y="4" width="19" height="13" rx="2.5"/><path d="M12 14V8m-3 2.5L12 7.5l3 3M8 20.5h8"/>',
  motion: '<rect x="2.5" y="4.5" width="19" height="15" rx="2.5"/><path d="M10 9v6l5-3zM6 4.5v15M18 4.5v15"/>',
  more: '<path class="dots" d="M5 12h.01M12 12h.01M19 12h.01"/>',
  "hang-up":
    '<path class="filled" d="M12 8.5c-3.6 0-6.9 1-9.3 2.9-.9.7-1.2 1.9-.8 2.9l.8 1.8c.4.9 1.4 1.3 2.3 1l2.8-1c.8-.3 1.3-1 1.3-1.8v-1.7a12 12 0 0 1 5.8 0v1.7c0 .8.5 1.5 1.3 1.8l2.8 1c.9.3 1.9-.1 2.3-1l.8-1.8c.4-1 .1-2.2-.8-2.9C18.9 9.5 15.6 8.5 12 8.5z"/>',
  search: '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
  star: '<path d="m12 3 2.8 5.7 6.2.9-4.5 4.4 1.1 6.2-5.6-3-5.6 3 1.1-6.2L3 9.6l6.2-.9z"/>',
  quiet: '<path d="M20.5 14.2A8.5 8.5 0 0 1 9.8 3.5a8.5 8.5 0 1 0 10.7 10.7z"/>',
  block: '<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>',
  bell: '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4M12 5V3"/>',
  people:
    '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8"/>',
  shield: '<path d="M12 2.8 4.5 5.5v6c0 4.7 3.1 8 7.5 9.7 4.4-1.7 7.5-5 7.5-9.7v-6zM8.7 12l2.4 2.4 4.3-4.6"/>',
  "shield-alert": '<path d="M12 2.8 4.5 5.5v6c0 4.7 3.1 8 7.5 9.7 4.4-1.7 7.5-5 7.5-9.7v-6zM12 8v4.2M12 15.6h.01"/>',
  phone:
    '<path d="M6.6 3.5h2.6l1.7 4.6-2.2 1.6a12.5 12.5 0 0 0 5.6 5.6l1.6-2.2 4.6 1.7v2.6a2.6 2.6 0 0 1-2.8 2.6A15.6 15.6 0 0 1 4 6.3a2.6 2.6 0 0 1 2.6-2.8z"/>',
  devices:
    '<path d="M12.5 17h-10M4.5 14.5V6A1.5 1.5 0 0 1 6 4.5h11A1.5 1.5 0 0 1 18.5 6v1M17.5 17.5h1.5"/><rect x="14.5" y="9.5" width="7" height="11" rx="1.5"/>',
  chat: '<path d="M20.5 11.5a8 8 0 0 1-8 8 8.6 8.6 0 0 1-3.6-.8L4 20l1.3-4.4a8 8 0 1 1 15.2-4.1zM9 10h7M9 13.5h4.5"/>',
  react: '<circle cx="12" cy="12" r="9"/><path d="M8.2 14a4.4 4.4 0 0 0 7.6 0M9 9.5h.01M15 9.5h.01"/>',
  attach: '<path d="m20 11.5-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7L9.8 17a1.6 1.6 0 0 1-2.3-2.3l7.6-7.6"/>',
  send: '<path d="M5 12h14M13 6l6 6-6 6"/>',
  file: '<path d="M13.5 3H7.5A2.5 2.5 0 0 0 5 5.5v13A2.5 2.5 0 0 0 7.5 21h9a2.5 2.5 0 0 0 2.5-2.5v-10zM13.5 3v5.5H19"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  settings: '<path d="M3 7h9M18 7h3M3 17h3M12 17h9"/><circle cx="15" cy="7" r="2.6"/><circle cx="9" cy="17" r="2.6"/>',
  speaker: '<path d="M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>',
  bars: '<path d="M5 19.5v-4M12 19.5v-9M19 19.5v-15"/>',
  saver: '<path d="M5 19c0-9 5-14 15-14 0 10-5 14-11 14-3 0-4-2-4-4M4 21c1.5-5 4.5-8 9-10"/>',
  tick: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  "copy-report":
    '<rect x="8.5" y="8.5" width="12" height="12" rx="2.5"/><path d="M15.5 8.5V6A2.5 2.5 0 0 0 13 3.5H6A2.5 2.5 0 0 0 3.5 6v7A2.5 2.5 0 0 0 6 15.5h2.5"/>',
  fit: '<rect x="2.5" y="4.5" width="19" height="15" rx="2.5"/><path d="M6 12h12M8.5 9.5 6 12l2.5 2.5M15.5 9.5 18 12l-2.5 2.5"/>',
  "full-screen":
    '<path d="M3.5 9V5.5a2 2 0 0 1 2-2H9M15 3.5h3.5a2 2 0 0 1 2 2V9M20.5 15v3.5a2 2 0 0 1-2 2H15M9 20.5H5.5a2 2 0 0 1-2-2V15"/>',
  pip: '<path d="M10 19H5a2.5 2.5 0 0 1-2.5-2.5v-10A2.5 2.5 0 0 1 5 4h14a2.5 2.5 0 0 1 2.5 2.5V10"/><rect x="13" y="13" width="8.5" height="7" rx="1.5"/>',
  self: '<rect x="2.5" y="4" width="19" height="16" rx="2.5"/><circle cx="12" cy="10.5" r="2.5"/><path d="M7 17a5 5 0 0 1 10 0"/>',
  hide: '<path d="M6 12h12"/>',
  corner:
    '<path d="M12 3v18M3 12h18M9.5 5.5 12 3l2.5 2.5M9.5 18.5 12 21l2.5-2.5M5.5 9.5 3 12l2.5 2.5M18.5 9.5 21 12l-2.5 2.5"/>',
  keyboard:
    '<rect x="2" y="5.5" width="20" height="13" rx="2.5"/><path d="M6 9.5h.01M10 9.5h.01M14 9.5h.01M18 9.5h.01M6 12.5h.01M10 12.5h.01M14 12.5h.01M18 12.5h.01M8.5 15.5h7"/>',
};

/** Puts them into the page. */
export function addIcons() {
  const symbols = Object.entries(SHAPES).map(
    ([name, shape]) => `<symbol id="icon-${name}" viewBox="0 0 24 24">${shape}</symbol>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="icon-sprite" width="0" height="0" aria-hidden="true">${symbols.join("")}</svg>`;
  const sprite = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  document.body.prepend(document.importNode(sprite, true));
}
