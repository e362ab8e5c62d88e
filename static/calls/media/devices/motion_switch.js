/** The switch "Smooth motion" of a shared screen: it lets a film lose sharpness instead of frames. */

import { byId } from "../../lib/dom.js";

export class MotionSwitch {
  #item = byId("smoothMotion", HTMLButtonElement);
  #media;

  /** @param {{ readonly outgoing: { screen: MediaStreamTrack | null } }} media */
  constructor(media) {
    this.#media = media;
    this.#item.addEventListener("click", () => this.#turn());
  }

  /** A newly shared screen begins sharp. */
  show() {
    const { screen } = this.#media.outgoing;
    this.#item.setAttribute("aria-pressed", String(screen?.contentHint === "motion"));
  }

  /** The hint belongs to the track. The sender limits follow it when bandwidth is low (rtc/sender_limits.js). */
  #turn() {
    const { screen } = this.#media.outgoing;
    if (screen) screen.contentHint = screen.contentHint === "motion" ? "detail" : "motion";
    this.show();
  }
}
