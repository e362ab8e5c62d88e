/** A module that is loaded after the page, when it is first needed or when nothing else is going on. */

import { backoff } from "../timing/backoff.js";
import { Timers } from "../timing/timers.js";
import { tryOrUndefined } from "./try_or_undefined.js";

/** Milliseconds after the page's own files before a page at rest loads the module. */
const REST_MS = 2_000;
/** Without an answer for so many milliseconds, an attempt has failed. It may still succeed later. */
const LIMIT_MS = 20_000;

export class LazyModule {
  #timers = new Timers();
  #attempts = 0;
  #loading = false;
  #loaded = false;
  #parts;

  /**
   * @param {object} parts
   * @param {string} parts.address
   * @param {() => void} parts.onload called once
   * @param {(attempts: number) => void} parts.onfailure how many attempts have failed. Another one follows
   * @param {(address: string) => Promise<unknown>} [parts.load]
   */
  constructor({ load = (address) => import(address), ...parts }) {
    this.#parts = { load, ...parts };
    globalThis.addEventListener?.("online", () => this.#attempts > 0 && this.retry());
  }

  /** Loads it now, unless the next attempt waits for its time. */
  load() {
    if (!this.#timers.has("retry")) this.retry();
  }

  /** Loads it once the browser has nothing else to do. */
  loadAtRest() {
    const load = () => this.load();
    const whenIdle = () => tryOrUndefined(() => requestIdleCallback(load)) ?? load();
    const wait = () => this.#timers.after("rest", REST_MS, whenIdle);
    if (document.readyState === "complete") wait();
    else addEventListener("load", wait, { once: true });
  }

  /** Loads it now. */
  retry() {
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
    this.#parts.onload();
  }

  #onFailure() {
    this.#timers.clearAll();
    this.#loading = false;
    this.#attempts += 1;
    this.#timers.after("retry", backoff(this.#attempts), () => this.retry());
    this.#parts.onfailure(this.#attempts);
  }
}
