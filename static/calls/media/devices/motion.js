/** The switch "Smooth motion" of a shared screen: a film may get softer, and a text may not; it knows no call. */

import { byId } from "../../lib/dom.js";

export class Motion {
  #item = byId("smoothMotion", HTMLButtonElement);
  #media;

  /** @param {{ readonly outgoing: { screen: MediaStreamTrack | null } }} media */
  constructor(media) {
    this.#media = media;
    this.#item.addEventListener("click", () => this.#turn());
  }

  /** What is shared anew begins sharp. */
  show() {
    const { screen } = this.#media.outgoing;
    this.#item.setAttribute("aria-pressed", String(screen?.contentHint === "motion"));
  }

  /** The hint stands on the track, and goes with it; what gives way on a narrow line follows it (quality/throttle.js). */
  #turn() {
    const { screen } = this.#media.outgoing;
    if (screen) screen.contentHint = screen.contentHint === "motion" ? "detail" : "motion";
    this.show();
  }
}
