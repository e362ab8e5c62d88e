/** Whether this user wants not to be disturbed: turns it on and off, on all devices, and notices its end. */

import { Timers } from "../../lib/timing/timers.js";
import * as protocol from "../../signaling/protocol.js";

const MINUTE_MS = 60_000;

/** @typedef {{ on: boolean, until: number | null, note: string, favourites: boolean }} Shown `until`: milliseconds since 1970 */

export class DoNotDisturb {
  /** @type {Shown} */
  #shown = { on: false, until: null, note: "", favourites: false };
  /** Whether this page waits for the answer to a press. */
  #asked = false;
  #timers = new Timers();
  #send;
  #show;
  #showDone;
  #showProblem;

  /**
   * @param {object} parts
   * @param {(message: Message) => boolean} parts.send
   * @param {(shown: Shown) => void} parts.show also once a minute
   * @param {(shown: Shown) => void} parts.showDone what was pressed here has been done
   * @param {(sentence: string | null) => void} parts.showProblem null: the server cannot be reached
   */
  constructor({ send, show, showDone, showProblem }) {
    this.#send = send;
    this.#show = show;
    this.#showDone = showDone;
    this.#showProblem = showProblem;
  }

  /** @param {{ seconds: number | null, note: string, favourites: boolean }} choice */
  turnOn(choice) {
    this.#ask(protocol.doNotDisturb(choice));
  }

  turnOff() {
    this.#ask(protocol.disturb());
  }

  /** @param {Message} message */
  onMessage(message) {
    // A server of the previous version says nothing of it.
    if (message.type === "hello" && message.do_not_disturb) this.#set(message.do_not_disturb);
    if (message.type === "do-not-disturb") this.#set(/** @type {OwnDoNotDisturb} */ (/** @type {unknown} */ (message)));
    if (message.type === "error" && message.about === "do-not-disturb") {
      this.#asked = false;
      this.#showProblem(message.message ?? null);
    }
  }

  /** @param {Message} message */
  #ask(message) {
    this.#asked = this.#send(message);
    if (!this.#asked) this.#showProblem(null);
  }

  /** @param {OwnDoNotDisturb} told */
  #set({ on, left = null, note = "", favourites }) {
    this.#shown = { on, until: on && left !== null ? Date.now() + left * 1000 : null, note, favourites };
    this.#draw();
    if (this.#asked) this.#showDone(this.#shown);
    this.#asked = false;
  }

  /** Drawn again each minute: at midnight the weekday is left out. The server says when it is over, unless that is lost. */
  #draw() {
    const { on, until } = this.#shown;
    const left = until === null ? null : until - Date.now();
    if (left !== null && left <= 0) this.#shown = { ...this.#shown, on: false, until: null, note: "" };
    this.#show(this.#shown);
    this.#timers.clear("minute");
    if (on && left !== null && left > 0)
      this.#timers.after("minute", left % MINUTE_MS || MINUTE_MS, () => this.#draw());
  }
}
