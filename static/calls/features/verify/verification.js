/** Whether anybody sits between the two pages of a call: works the code out with the peer's page, and keeps what the person says of it. */

import { samePair } from "../../rtc/fingerprints.js";
import { BYTES } from "./code.js";
import { Round } from "./commit_reveal.js";

/** From one look at the certificates to the next. */
const LOOK_MS = 2_000;
/** A browser may tell the certificates a moment after the channel is open; one that does not tell them by then never will. */
const ASK_MS = 100;
const MAX_ASKS = 30;

/**
 * @typedef {object} VerificationParts
 * @property {import("../../rtc/data_channel.js").DataChannel} channel
 * @property {Role} role
 * @property {() => Promise<Fingerprints | null>} fingerprints of the present peer connection
 * @property {() => void} show
 * @property {() => import("./code.js").Bytes} [newNonce]
 */

/** @implements {CallFeature} */
export class Verification {
  /** @type {Round | null} */
  #round = null;
  /** Why there can be no code: whose browser does not tell the certificates. @type {"own" | "peer" | null} */
  #unable = null;
  #broken = false;
  /** What the person has said of this round's code. @type {"matched" | "differs" | null} */
  #mark = null;
  /** Whether what was compared before counts no more. */
  #stale = false;
  /** Whether this is not the call's first code. */
  anew = false;
  /** Grows with each way to the peer: what came on another one is not for this one. */
  #way = 0;
  #queue = Promise.resolve();
  #looks;
  #parts;

  /** @param {VerificationParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { channel } = parts;
    channel.on("verify-commit", (message) => this.#inTurn(() => this.#round?.hearCommitment(message)));
    channel.on("verify-reveal", (message) => this.#inTurn(() => this.#round?.hearReveal(message)));
    channel.on("verify-unable", () => this.#inTurn(() => this.#cannot("peer")));
    channel.onchange(() => this.#change());
    this.#looks = setInterval(() => channel.open && this.#inTurn(() => this.#look()), LOOK_MS);
  }

  /** @returns {Standing} */
  get standing() {
    if (this.#broken || this.#round?.broken) return "broken";
    if (this.#unable) return this.#unable === "own" ? "unable" : "peer-unable";
    if (!this.#round?.code) return this.#stale ? "stale" : "waiting";
    return this.#mark ?? (this.#stale ? "stale" : "ready");
  }

  /** Seven numbers; null before the peer's page has revealed, and where it has not kept its word. */
  get code() {
    return this.standing === "broken" ? null : (this.#round?.code ?? null);
  }

  /** The person has compared the codes. @param {"matched" | "differs"} mark */
  mark(mark) {
    if (!this.code) return;
    this.#mark = mark;
    this.#stale = false;
    this.#parts.show();
  }

  close() {
    clearInterval(this.#looks);
    this.#way += 1;
  }

  #change() {
    this.#way += 1;
    if (this.#parts.channel.open) this.#inTurn(() => this.#meet());
  }

  /** There is a way to the peer's page. The same two certificates have the same code; others need nonces that nobody knows. */
  async #meet() {
    const way = this.#way;
    const fingerprints = await this.#certificates();
    if (way !== this.#way) return;
    if (!fingerprints) {
      this.#parts.channel.send({ type: "verify-unable" });
      return this.#cannot("own");
    }
    if (fingerprints.apart) this.#broken = true;
    if (!this.#round || !samePair(this.#round.fingerprints, fingerprints)) this.#begin(fingerprints);
    const commitment = await this.#round?.commitment;
    if (way === this.#way) this.#parts.channel.send({ type: "verify-commit", commitment });
  }

  async #certificates() {
    const way = this.#way;
    for (let asked = 0; asked < MAX_ASKS && way === this.#way; asked += 1) {
      const found = await this.#parts.fingerprints();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
    return null;
  }

  /** @param {Fingerprints} fingerprints */
  #begin(fingerprints) {
    const { role, channel, newNonce = randomNonce } = this.#parts;
    this.anew = this.#round !== null;
    this.#stale ||= this.#mark === "matched";
    this.#mark = null;
    this.#unable = null;
    this.#round = new Round({ role, fingerprints, nonce: newNonce(), send: (message) => channel.send(message) });
  }

  /** No page of ours changes its certificate within a connection, nor leads sound or picture another way than the channel. */
  async #look() {
    const way = this.#way;
    const seen = await this.#parts.fingerprints();
    if (!seen || !this.#round || way !== this.#way) return;
    if (seen.apart || !samePair(seen, this.#round.fingerprints)) this.#broken = true;
  }

  /** @param {"own" | "peer"} whose */
  #cannot(whose) {
    this.#unable ??= whose;
  }

  /** In the order of arrival, and only while the way on which it came is the present one. @param {() => unknown} step */
  #inTurn(step) {
    const way = this.#way;
    this.#queue = this.#queue
      .then(async () => {
        if (way !== this.#way) return;
        await step();
        this.#parts.show();
      })
      // A connection that is closed meanwhile tells nothing any more; the next one will.
      .catch((error) => console.debug("not verified", error));
  }
}

const randomNonce = () => crypto.getRandomValues(new Uint8Array(BYTES));
