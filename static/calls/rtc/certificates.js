/** One certificate for each call: a new peer connection of the same page shows the same one, and the code stays; no two calls share one. */

/** Elliptic curves, as browsers take by themselves: made in a few milliseconds. */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
/** Milliseconds that a certificate must still be good for when a call begins: a page may be open for weeks, a certificate is good for 30 days. */
const LONGEST_CALL = 86_400_000;

export class Certificates {
  /** @type {{ call: string, certificate: RTCCertificate | null } | null} */
  #present = null;
  /** Made ahead, so that no call waits. @type {RTCCertificate | null} */
  #spare = null;
  #generate;
  #now;

  /** @param {{ generate?: () => Promise<RTCCertificate>, now?: () => number }} [parts] */
  constructor({ generate = () => RTCPeerConnection.generateCertificate(ALGORITHM), now = Date.now } = {}) {
    this.#generate = generate;
    this.#now = now;
  }

  /** Resolves when the next call can have one; where none can be made, the browser makes one for each connection. */
  async prepare() {
    this.#spare = await this.#generate().catch(() => null);
  }

  /** For RTCConfiguration: none, or the one of this call. @param {string} call @returns {RTCCertificate[]} */
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
