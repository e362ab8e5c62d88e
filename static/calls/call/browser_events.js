/** Passes on what the browser says about the page and its network. */

import { tryOrUndefined } from "../lib/browser/try_or_undefined.js";
import { onNetworkTypeChange } from "../signaling/network_change.js";

/**
 * @param {object} parts
 * @param {import("./controller.js").CallController} parts.controller
 * @param {import("../signaling/socket.js").SignalingSocket} parts.socket
 * @param {import("./people/people.js").People | null} parts.people null on a page without the list
 */
export function bindBrowserEvents({ controller, socket, people }) {
  addEventListener("pagehide", ({ persisted }) => persisted || controller.onPageHide());
  addEventListener("pageshow", ({ persisted }) => persisted && socket.check());
  addEventListener("online", () => {
    controller.onNetworkChange();
    socket.connect();
  });
  // Not in every browser, and not in TypeScript's list.
  onNetworkTypeChange(
    tryOrUndefined(() => Reflect.get(navigator, "connection")),
    () => {
      controller.onNetworkChange();
      socket.check();
    },
  );
  // A page that was frozen may count as away until the server hears of it.
  document.addEventListener("resume", () => socket.check());
  document.addEventListener("visibilitychange", () => {
    // The ping of a page that is hidden now says so: its timers may run only once a minute from now on.
    socket.check();
    if (document.hidden) return;
    controller.onVisible();
    if (controller.state === "idle") people?.request();
  });
}
