/** One exchange of nonces with the peer's page: both commit before either reveals, so that nobody can choose the code; it knows no page. */

import * as codes from "./code.js";

/** @type {Record<Role, Role>} */
const OTHER = { caller: "callee", callee: "caller" };

export class Round {
  /** What the peer has committed to; it never changes. @type {unknown} */
  #theirs = null;
  /** @type {number[] | null} */
  code = null;
  /** Whether the peer has not kept to its commitment. */
  broken = false;
  #role;
  #nonce;
  #send;

  /**
   * A nonce is never used for two pairs of certificates: whoever knows it could look for a certificate that gives the code he wants.
   * @param {object} parts
   * @param {Role} parts.role
   * @param {Fingerprints} parts.fingerprints
   * @param {codes.Bytes} parts.nonce nobody else has seen it
   * @param {(message: { type: string } & Record<string, unknown>) => void} parts.send
   */
  constructor({ role, fingerprints, nonce, send }) {
    this.fingerprints = fingerprints;
    this.#role = role;
    this.#nonce = nonce;
    this.#send = send;
    /** What this side commits to: it says so again on each new way to the same peer, where the last words may have been lost. */
    this.commitment = codes.commitment(role, nonce);
  }

  /** The peer has committed: this side may reveal. @param {{ commitment?: unknown }} message */
  hearCommitment({ commitment }) {
    this.#theirs ??= commitment;
    if (!codes.unhex(commitment) || this.#theirs !== commitment) this.broken = true;
    if (!this.broken) this.#send({ type: "verify-reveal", nonce: codes.hex(this.#nonce) });
  }

  /** @param {{ nonce?: unknown }} message */
  async hearReveal(message) {
    const nonce = codes.unhex(message.nonce);
    const peer = OTHER[this.#role];
    const kept = nonce !== null && (await codes.commitment(peer, nonce)) === this.#theirs;
    if (!kept) this.broken = true;
    if (!nonce || this.broken) return;
    const sides = {
      [this.#role]: { fingerprint: this.fingerprints.own, nonce: this.#nonce },
      [peer]: { fingerprint: this.fingerprints.peer, nonce },
    };
    this.code = await codes.code(/** @type {Parameters<typeof codes.code>[0]} */ (sides));
  }
}
