/** Leads to the sign-in page when the session has ended; during a call, only after the call. */

/** In these states the media go from browser to browser, and need no server. */
const CONNECTED_STATES = new Set(["active", "reconnecting"]);

export class SignInRedirect {
  #due = false;
  #state;
  #notify;
  #redirect;

  /**
   * @param {object} parts
   * @param {() => CallState} parts.state of the call
   * @param {() => void} parts.notify tells the user what will happen after the call
   * @param {() => void} parts.redirect leaves for the sign-in page
   */
  constructor({ state, notify, redirect }) {
    this.#state = state;
    this.#notify = notify;
    this.#redirect = redirect;
  }

  /**
   * @param {boolean} expired whether the server refused a new socket. If it closed an open one, the user has been
   * signed out, and the call is over.
   */
  onSignedOut(expired) {
    if (!expired || !CONNECTED_STATES.has(this.#state())) return this.#redirect();
    if (!this.#due) this.#notify();
    this.#due = true;
  }

  /** A call is over. */
  ended() {
    if (this.#due) this.#redirect();
  }
}
