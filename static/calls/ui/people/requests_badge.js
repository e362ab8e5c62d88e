/** The number of contact requests that wait: on the account's button in the header, and beside "Contacts" in its menu. */

import { byId, setText } from "../../lib/dom.js";
import { waitingRequests } from "./contact_texts.js";

/** @param {number} count */
export function showRequestCount(count) {
  const [badge, menuBadge] = [byId("requestsBadge", HTMLElement), byId("requestsMenuBadge", HTMLElement)];
  badge.dataset.count = String(count);
  setText(menuBadge, String(count));
  for (const each of [badge, menuBadge]) each.hidden = count === 0;
  setText(byId("waitingRequests", HTMLElement), count === 0 ? "" : waitingRequests(count));
}
