/** What the two pages tell each other about the quality of their call: what each finds, and what it asks for. */

import { parsePeerQuality } from "./judge/peer_quality.js";

/**
 * @typedef {object} PeerPageParts
 * @property {Pick<ChannelLike, "open" | "on" | "onchange" | "send">} channel
 * @property {() => { saves: boolean, paused: boolean }} request what this page asks the peer to send
 * @property {() => void} onquality the peer's page has found something new
 * @property {() => void} onwider the peer's own line has become wider
 * @property {() => void} onchange
 */

export class PeerPage {
  /** What the peer's page finds. @type {PeerQuality | null} */
  quality = null;
  /** What the peer's page asks this side to send. */
  request = { saves: false, paused: false };
  /** The latest `quality` message, as text. */
  #latest = "";
  /** How often this side's line has become wider. */
  #wider = 0;
  /** What was sent, so that the same is not sent twice. */
  #sent = "";
  #parts;

  /** @param {PeerPageParts} parts */
  constructor(parts) {
    const { channel, onchange, onquality, onwider } = parts;
    this.#parts = parts;
    channel.on("quality", (message) => {
      const before = this.quality?.wider;
      this.quality = parsePeerQuality(message);
      onquality();
      if (this.quality?.wider && this.quality.wider !== before) onwider();
    });
    channel.on("wish", ({ saves, paused }) => {
      this.request = { saves: saves === true, paused: paused === true };
      onchange();
    });
    channel.onchange(() => this.#onChannelChange());
  }

  sendRequest() {
    this.#parts.channel.send({ type: "wish", ...this.#parts.request() });
    this.#parts.onchange();
  }

  /** Sends this page's assessment if it has changed. @param {Omit<Judgement, "level" | "cause" | "direction" | "bothDirections">} judgement @param {boolean} amiss */
  sendQuality({ inbound, outbound, line }, amiss) {
    this.#latest = JSON.stringify({ type: "quality", in: inbound, out: outbound, amiss, line, wider: this.#wider });
    this.#send();
  }

  /** This side's own line has become wider, so the peer may send more over it. */
  sendWider() {
    this.#wider += 1;
    if (!this.#latest) return;
    this.#latest = JSON.stringify({ ...JSON.parse(this.#latest), wider: this.#wider });
    this.#send();
  }

  #send() {
    if (this.#latest === this.#sent) return;
    if (this.#parts.channel.send(JSON.parse(this.#latest))) this.#sent = this.#latest;
  }

  /** The peer's page is reachable, perhaps reloaded, and knows nothing yet; or it is not, and what it sent is out of date. */
  #onChannelChange() {
    this.#sent = "";
    if (!this.#parts.channel.open) this.quality = null;
    this.sendRequest();
    if (this.#latest) this.#send();
  }
}
