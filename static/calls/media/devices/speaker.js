/** Plays the peer's sound through the chosen speaker, if it is there. */

import { tryOrUndefinedAsync } from "../../lib/browser/try_or_undefined.js";
import { find } from "./choices.js";
import { plainName } from "./lists.js";

/** A speaker that does not answer must not hold up the page. */
const LIMIT_MS = 2_000;

export class Speaker {
  /** @type {Chosen | null} the speaker in use; null: the system's default */
  #used = null;
  /** Whether it was unplugged and may come back. */
  #gone = false;
  #elements;
  #choices;
  /** Called when the chosen speaker is unplugged or comes back. */
  onchange = (/** @type {{ gone?: string, back?: string }} */ _what) => {};
  /** Called when the person has chosen a speaker that cannot be used. */
  onrefused = (/** @type {string} */ _label) => {};

  /** @param {{ elements: HTMLMediaElement[], choices: import("./choices.js").DeviceChoices }} parts */
  constructor({ elements, choices }) {
    this.#elements = elements;
    this.#choices = choices;
  }

  /** The chosen speaker; null while the system chooses. */
  get used() {
    return this.#used;
  }

  /** Safari and older browsers leave the choice to the system. */
  static get possible() {
    return "setSinkId" in HTMLMediaElement.prototype;
  }

  /**
   * @param {Device[]} devices the available speakers
   * @param {boolean} [chosen] whether the user has just chosen it and needs no report
   */
  async apply(devices, chosen = false) {
    if (!Speaker.possible) return;
    const before = this.#used;
    const now = find(devices, this.#choices.get("speaker"));
    this.#used = now;
    if (chosen) this.#gone = false;
    else if (before && !now) {
      this.#gone = true;
      this.onchange({ gone: plainName(before.label) });
    } else if (now && this.#gone) {
      this.#gone = false;
      this.onchange({ back: plainName(now.label) });
    }
    const id = now?.id ?? "";
    await Promise.all(this.#elements.map((element) => setSink(element, id)));
    const refused = now && now === this.#used && this.#elements.some(({ sinkId }) => sinkId !== id);
    if (chosen && refused) this.onrefused(plainName(now.label));
  }
}

/** @param {HTMLMediaElement} element @param {string} id "" is the system's default */
export async function setSink(element, id) {
  if (element.sinkId === id) return;
  // It rejects if the speaker was just unplugged. Then the device list changes, and this is called again.
  await tryOrUndefinedAsync(() => element.setSinkId(id), LIMIT_MS);
}
