/** A module that is loaded after the page, when it is first needed or when nothing else is going on. */

import { backoff } from "../timing/backoff.js";
import { Timers } from "../timing/timers.js";
import { tryOrUndefined } from "./try_or_undefined.js";

/** Milliseconds after the page's own files before a page at rest loads the module. */
const REST_MS = 2_000;
/** Without an answer for so many milliseconds, an attempt has failed. It may still succeed later. */
const LIMIT_MS = 20_000;
/** So many attempts follow each other soon. Then the file may be gone, and the next attempt has time. */
const SOON_ATTEMPTS = 8;
const LATER_MS = 180_000;

export class LazyModule {
  #timers = new Timers();
  #attempts = 0;
  /** How many of them have failed since somebody asked. */
  #failures = 0;
  #loading = false;
  #loaded = false;
  #parts;

  /**
   * @param {object} parts
   * @param {string} parts.address
   * @param {() => void} parts.onfailure an attempt has failed. Another one follows
   * @param {(address: string) => Promise<unknown>} [parts.load]
   */
  constructor({ load = (address) => import(address), ...parts }) {
    this.#parts = { load, ...parts };
    globalThis.addEventListener?.("online", () => this.#attempts > 0 && this.retry());
  }

  /** Loads it now, unless the next attempt waits for its time. */
  load() {
    if (!this.#timers.has("retry")) this.#load();
  }

  /** Loads it once the browser has nothing else to do. */
  loadAtRest() {
    const load = () => this.load();
    const whenIdle = () => tryOrUndefined(() => requestIdleCallback(load)) ?? load();
    const wait = () => this.#timers.after("rest", REST_MS, whenIdle);
    if (document.readyState === "complete") wait();
    else addEventListener("load", wait, { once: true });
  }

  /** Loads it now. If that fails, the next attempts follow soon. */
  retry() {
    this.#failures = 0;
    this.#load();
  }

  #load() {
    if (this.#loaded || this.#loading) return;
    this.#timers.clearAll();
    this.#loading = true;
    this.#timers.after("limit", LIMIT_MS, () => this.#onFailure());
    const attempt = this.#attempts;
    // Browsers remember that a module did not load, and fail at once for the same address.
    const address = attempt === 0 ? this.#parts.address : `${this.#parts.address}?${attempt}`;
    this.#parts.load(address).then(
      () => this.#onLoad(),
      (error) => {
        console.debug("a module did not load", error);
        if (attempt === this.#attempts && !this.#loaded) this.#onFailure();
      },
    );
  }

  #onLoad() {
    if (this.#loaded) return;
    this.#loaded = true;
    this.#timers.clearAll();
  }

  #onFailure() {
    this.#timers.clearAll();
    this.#loading = false;
    this.#attempts += 1;
    this.#failures += 1;
    const delay = this.#failures < SOON_ATTEMPTS ? backoff(this.#failures) : LATER_MS;
    this.#timers.after("retry", delay, () => this.#load());
    this.#parts.onfailure();
  }
}
