/**
 * Verifies that nobody sits between the two pages of a call: computes the code with the peer's
 * page, and keeps what the person says of it.
 */

import { TaskQueue } from "../../lib/timing/task_queue.js";
import { samePair } from "../../rtc/fingerprints.js";
import { BYTES } from "./code.js";
import { CommitReveal } from "./commit_reveal.js";

/** The certificates are checked this often for a change. */
const CHECK_MS = 2_000;
/** A browser may report the certificates a moment after the channel opens. After this many attempts it never will. */
const RETRY_MS = 100;
const MAX_ATTEMPTS = 30;

/**
 * @typedef {object} VerificationParts
 * @property {Pick<ChannelLike, "open" | "on" | "onchange" | "send">} channel
 * @property {Role} role
 * @property {() => Promise<Fingerprints | null>} fingerprints of the present peer connection
 * @property {() => void} show
 * @property {() => import("./code.js").Bytes} [newNonce]
 */

/** @implements {CallFeature} */
export class Verification {
  /** @type {CommitReveal | null} */
  #exchange = null;
  /** Whose browser does not report the certificates, so that there can be no code. @type {"own" | "peer" | null} */
  #unable = null;
  #broken = false;
  /** What the person said of the present code. @type {"matched" | "differs" | null} */
  #result = null;
  /** Whether an earlier code was compared, which is worth nothing now. */
  #stale = false;
  /** Whether this is not the first code of the call. */
  isRepeat = false;
  /** Counts the connections to the peer's page: a step that began on an earlier one is dropped. */
  #connection = 0;
  #queue = new TaskQueue();
  #checkTimer;
  #parts;

  /** @param {VerificationParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { channel } = parts;
    channel.on("verify-commit", (message) => this.#enqueue(() => this.#exchange?.onCommitment(message)));
    channel.on("verify-reveal", (message) => this.#enqueue(() => this.#exchange?.onReveal(message)));
    channel.on("verify-unable", () => this.#enqueue(() => this.#setUnable("peer")));
    channel.onchange(() => this.#onChannelChange());
    this.#checkTimer = setInterval(() => channel.open && this.#enqueue(() => this.#checkCertificates()), CHECK_MS);
  }

  /** @returns {VerificationStatus} */
  get status() {
    if (this.#broken || this.#exchange?.broken) return "broken";
    if (this.#unable) return this.#unable === "own" ? "unable" : "peer-unable";
    if (!this.#exchange?.code) return this.#stale ? "stale" : "waiting";
    return this.#result ?? (this.#stale ? "stale" : "ready");
  }

  /** Seven numbers; null before the peer's page has revealed its nonce, and where it has broken its commitment. */
  get code() {
    return this.status === "broken" ? null : (this.#exchange?.code ?? null);
  }

  /** The person has compared the codes. @param {"matched" | "differs"} result */
  setResult(result) {
    if (!this.code) return;
    this.#result = result;
    this.#stale = false;
    this.#parts.show();
  }

  close() {
    clearInterval(this.#checkTimer);
    this.#dropSteps();
  }

  #onChannelChange() {
    this.#dropSteps();
    if (this.#parts.channel.open) this.#enqueue(() => this.#commit());
  }

  /** Steps of the connection so far mean nothing any more, nor does the next one wait for them. */
  #dropSteps() {
    this.#connection += 1;
    this.#queue.cancel();
  }

  /** The peer's page is reachable. The same two certificates keep their code; others need nonces that nobody knows. */
  async #commit() {
    const connection = this.#connection;
    const fingerprints = await this.#readFingerprints();
    if (connection !== this.#connection) return;
    if (!fingerprints) {
      this.#parts.channel.send({ type: "verify-unable" });
      return this.#setUnable("own");
    }
    if (fingerprints.apart) this.#broken = true;
    if (!this.#exchange || !samePair(this.#exchange.fingerprints, fingerprints)) this.#begin(fingerprints);
    const commitment = await this.#exchange?.commitment;
    if (connection === this.#connection) this.#parts.channel.send({ type: "verify-commit", commitment });
  }

  async #readFingerprints() {
    const connection = this.#connection;
    for (let attempt = 0; attempt < MAX_ATTEMPTS && connection === this.#connection; attempt += 1) {
      const fingerprints = await this.#parts.fingerprints();
      if (fingerprints) return fingerprints;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    return null;
  }

  /** @param {Fingerprints} fingerprints */
  #begin(fingerprints) {
    const { role, channel, newNonce = randomNonce } = this.#parts;
    this.isRepeat = this.#exchange !== null;
    this.#stale ||= this.#result === "matched";
    this.#result = null;
    this.#unable = null;
    this.#exchange = new CommitReveal({
      role,
      fingerprints,
      nonce: newNonce(),
      send: (message) => channel.send(message),
    });
  }

  /** Our page never changes its certificate within a connection, nor sends the media another way than the channel. */
  async #checkCertificates() {
    const connection = this.#connection;
    const fingerprints = await this.#parts.fingerprints();
    if (!fingerprints || !this.#exchange || connection !== this.#connection) return;
    if (fingerprints.apart || !samePair(fingerprints, this.#exchange.fingerprints)) this.#broken = true;
  }

  /** @param {"own" | "peer"} whose */
  #setUnable(whose) {
    this.#unable ??= whose;
  }

  /**
   * Runs steps in order of arrival, and only while the connection on which they began is the
   * present one.
   * @param {() => unknown} step
   */
  #enqueue(step) {
    this.#queue.add(["step"], async (isCurrent) => {
      try {
        await step();
        if (isCurrent()) this.#parts.show();
      } catch (error) {
        // A connection that closes meanwhile reports nothing any more; the next one will.
        console.debug("verification step failed", error);
      }
    });
  }
}

const randomNonce = () => crypto.getRandomValues(new Uint8Array(BYTES));
