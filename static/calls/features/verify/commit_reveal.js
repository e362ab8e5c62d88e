/**
 * Exchanges nonces with the peer's page. Both sides commit before either reveals, so that nobody
 * can choose the code.
 */

import * as codes from "./code.js";

/** @type {Record<Role, Role>} */
const OTHER = { caller: "callee", callee: "caller" };

export class CommitReveal {
  /** The peer's commitment; the first one counts. @type {unknown} */
  #peerCommitment = null;
  /** @type {number[] | null} */
  code = null;
  /** Whether the peer has broken its commitment. */
  broken = false;
  #role;
  #nonce;
  #send;

  /**
   * A nonce must never be used for two pairs of certificates: an attacker who knows it can search for a certificate that gives a wanted code.
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
    /** This user's commitment. It is sent again over each new connection, since the last one may have lost it. */
    this.commitment = codes.commitment(role, nonce);
  }

  /** The peer has committed, so this side may reveal. @param {{ commitment?: unknown }} message */
  onCommitment({ commitment }) {
    this.#peerCommitment ??= commitment;
    if (!codes.unhex(commitment) || this.#peerCommitment !== commitment) this.broken = true;
    if (!this.broken) this.#send({ type: "verify-reveal", nonce: codes.hex(this.#nonce) });
  }

  /** @param {{ nonce?: unknown }} message */
  async onReveal(message) {
    const nonce = codes.unhex(message.nonce);
    const peer = OTHER[this.#role];
    const matches = nonce !== null && (await codes.commitment(peer, nonce)) === this.#peerCommitment;
    if (!matches) this.broken = true;
    if (!nonce || this.broken) return;
    const sides = {
      [this.#role]: { fingerprint: this.fingerprints.own, nonce: this.#nonce },
      [peer]: { fingerprint: this.fingerprints.peer, nonce },
    };
    this.code = await codes.code(/** @type {Parameters<typeof codes.code>[0]} */ (sides));
  }
}
