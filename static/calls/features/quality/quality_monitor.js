/** The quality of one call: measured, judged, told to the peer's page, kept within limits; it draws nothing and knows no peer connection. */

import { LATE } from "./judge/grading.js";
import { Grader, told } from "./judge/quality_judge.js";
import { limits, remedy } from "./judge/suggestion.js";
import { Meter } from "./stats/stats_poller.js";

/** Seconds that the details show. */
export const SHOWN = 60;
/** The own way to the server is slow from twice its best time in this call, and this many milliseconds. */
const SLOW_MS = 250;

/**
 * @typedef {object} QualityParts
 * @property {FeatureCall} call
 * @property {{ readonly state: Devices, toggle(device: DeviceName): unknown }} media
 * @property {import("./data_saver.js").Saver} saver
 * @property {() => number} delay milliseconds of this device's own way to the server and back
 * @property {(state: QualityState | null) => void} show null: the call is over
 */

/** @implements {CallFeature} */
export class Quality {
  #grader = new Grader();
  #meter;
  /** @type {(Figures | null)[]} */
  #recent = Array(SHOWN).fill(null);
  /** @type {Judgement | null} */
  #judgement = null;
  /** @type {Told | null} */
  #told = null;
  #wish = { saves: false, paused: false };
  #best = Number.POSITIVE_INFINITY;
  /** Whether this device's own way to the server is slow. */
  #slow = false;
  #said = "";
  #closed = false;
  #parts;
  #forget;

  /** @param {QualityParts} parts */
  constructor(parts) {
    const { channel } = parts.call;
    this.#parts = parts;
    channel.on("quality", (message) => {
      this.#told = told(message);
    });
    channel.on("wish", ({ saves, paused }) => {
      this.#wish = { saves: saves === true, paused: paused === true };
      this.#changed();
    });
    channel.onchange(() => this.#met());
    this.#forget = parts.saver.onchange(() => this.#wishes());
    this.#meter = new Meter(
      () => parts.call.report(),
      (figures) => this.#take(figures),
    );
    this.#limit();
  }

  /** What the sign offers. @param {Remedy} means */
  act(means) {
    const { media, saver } = this.#parts;
    if (means === "save") saver.set(true);
    else if (means === "stop-receiving") this.pause(true);
    else if (media.state.camera) media.toggle("camera");
  }

  /** Asks the peer's page for no picture, or for its picture again. @param {boolean} paused */
  pause(paused) {
    this.#parts.call.pause(paused);
    this.#wishes();
  }

  close() {
    this.#closed = true;
    this.#meter.close();
    this.#forget();
    this.#parts.show(null);
  }

  /** @param {Figures | null} figures */
  #take(figures) {
    this.#recent = [...this.#recent.slice(1), figures];
    if (figures) {
      // A page that is late for everything hears the server late, too, and that is no fault of the network.
      this.#slow = (figures.gap ?? 0) < LATE && this.#isSlow();
      this.#judgement = this.#grader.push(figures, { slow: this.#slow, told: this.#told });
      this.#tell();
    }
    this.#changed();
  }

  #isSlow() {
    const delay = this.#parts.delay();
    if (delay > 0) this.#best = Math.min(this.#best, delay);
    return delay > SLOW_MS + 2 * this.#best;
  }

  /** The peer's page is in reach, perhaps loaded anew: it knows nothing yet. Or it is out of reach, and what it said counts no more. */
  #met() {
    this.#said = "";
    if (!this.#parts.call.channel.open) this.#told = null;
    this.#wishes();
    this.#tell();
  }

  #wishes() {
    const { call, saver } = this.#parts;
    call.channel.send({ type: "wish", saves: saver.on, paused: call.details.paused });
    this.#changed();
  }

  /** The own findings, once for every change. */
  #tell() {
    if (!this.#judgement) return;
    const { in: come, out } = this.#judgement;
    const message = { type: "quality", in: come, out, slow: this.#slow };
    const said = JSON.stringify(message);
    if (said !== this.#said && this.#parts.call.channel.send(message)) this.#said = said;
  }

  #limit() {
    const { call, saver, media } = this.#parts;
    call.limit(
      limits({
        relayed: this.#path?.relayed ?? true,
        saves: saver.on || this.#wish.saves,
        shares: media.state.screen && call.channel.open,
        paused: this.#wish.paused,
      }),
    );
  }

  /** The way that was seen last; a connection that is being made anew has none. */
  get #path() {
    return this.#recent.findLast((figures) => figures)?.path;
  }

  #changed() {
    if (this.#closed) return;
    this.#limit();
    if (!this.#judgement) return;
    const { call, saver } = this.#parts;
    this.#parts.show({
      name: call.details.name,
      judgement: this.#judgement,
      remedy: remedy(this.#judgement, this.#facts()),
      paused: call.details.paused,
      pausedByPeer: this.#wish.paused,
      saves: saver.on,
      savedByPeer: this.#wish.saves,
      recent: this.#recent,
    });
  }

  #facts() {
    const { call, saver, media } = this.#parts;
    const { remote, paused } = call.details;
    return {
      sends: media.state.camera && !this.#wish.paused,
      receives: remote.camera && !paused && call.channel.open,
      shares: media.state.screen || remote.screen,
      saves: saver.on,
    };
  }
}
