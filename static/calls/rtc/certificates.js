/** One certificate for each call: the verification code stays the same when the peer connection is replaced. */

import { tryOrUndefinedAsync } from "../lib/browser/try_or_undefined.js";

/** The browsers' own default, made in a few milliseconds. */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
/**
 * Milliseconds that a certificate must still be valid when a call begins. It is valid for 30 days,
 * and a page may be open for weeks.
 */
const LONGEST_CALL = 86_400_000;
/** A browser that has not made one by then, in milliseconds, is not waited for. */
const GENERATE_MS = 2_000;

export class Certificates {
  /** @type {{ call: string, certificate: RTCCertificate | null } | null} */
  #present = null;
  /** Made ahead, so that a call does not wait for it. @type {RTCCertificate | null} */
  #spare = null;
  #generate;
  #now;

  /** @param {{ generate?: () => Promise<RTCCertificate>, now?: () => number }} [parts] */
  constructor({ generate = () => RTCPeerConnection.generateCertificate(ALGORITHM), now = Date.now } = {}) {
    this.#generate = generate;
    this.#now = now;
  }

  /** Resolves when the next call can have one. If it cannot be made, the browser makes one for each connection. */
  async prepare() {
    this.#spare = (await tryOrUndefinedAsync(this.#generate, GENERATE_MS)) ?? null;
  }

  /**
   * For RTCConfiguration: the certificate of this call, if there is one.
   * @param {string} call
   * @returns {RTCCertificate[]}
   */
  of(call) {
    if (this.#present?.call !== call) {
      const good = this.#spare && this.#spare.expires > this.#now() + LONGEST_CALL;
      this.#present = { call, certificate: good ? this.#spare : null };
      this.#spare = null;
      this.prepare();
    }
    return this.#present.certificate ? [this.#present.certificate] : [];
  }
}
