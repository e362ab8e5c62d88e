/** Keeps the session of an open page from expiring. A request renews the cookie, a socket does not. */

/** The server renews it once a day, by its own clock. */
const RENEWAL_MS = 3_600_000;

export class SessionRenewal {
  #url;
  #fetch;

  /** @param {{ url: string, fetch?: (url: string) => Promise<unknown> }} parts */
  constructor({ url, fetch = (url) => globalThis.fetch(url) }) {
    this.#url = url;
    this.#fetch = fetch;
  }

  start() {
    setInterval(() => this.#renew(), RENEWAL_MS);
  }

  async #renew() {
    try {
      await this.#fetch(this.#url);
    } catch (error) {
      // Offline, for example. The next one comes in an hour, and the session lasts two weeks.
      console.debug("session not renewed", error);
    }
  }
}
