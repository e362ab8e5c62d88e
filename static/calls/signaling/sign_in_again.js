/** Leads to the sign-in page when the session has ended; during a call, only after the call. */

/** In these states the media go from browser to browser, and need no server. */
const GOES_ON = new Set(["active", "reconnecting"]);

export class SignInAgain {
  #due = false;
  #state;
  #say;
  #go;

  /**
   * @param {object} parts
   * @param {() => CallState} parts.state of the call
   * @param {() => void} parts.say tells the user what will happen after the call
   * @param {() => void} parts.go leaves for the sign-in page
   */
  constructor({ state, say, go }) {
    this.#state = state;
    this.#say = say;
    this.#go = go;
  }

  /**
   * @param {boolean} expired whether the server refused a new socket. If it closed an open one, the user has been
   * signed out, and the call is over.
   */
  onSignedOut(expired) {
    if (!expired || !GOES_ON.has(this.#state())) return this.#go();
    if (!this.#due) this.#say();
    this.#due = true;
  }

  /** A call is over. */
  ended() {
    if (this.#due) this.#go();
  }
}
