/**
 * Watches the quality of one call: measures and judges it, exchanges the results with the peer's
 * page, and limits what is sent.
 */

import { audioLimit } from "./audio_limit.js";
import { WeakLine } from "./congestion/weak_line.js";
import { LATE_GAP } from "./judge/assessment.js";
import { parsePeerQuality } from "./judge/peer_quality.js";
import { QualityJudge } from "./judge/quality_judge.js";
import { suggest } from "./judge/suggestion.js";
import { sendingLimits } from "./sending_limits.js";
import { StatsPoller } from "./stats/stats_poller.js";

/** Seconds that the details show. */
export const HISTORY_SECONDS = 60;
/** The path to the server counts as slow above twice its best round trip in this call plus this margin. */
const SLOW_MS = 250;

/**
 * @typedef {object} QualityMonitorParts
 * @property {Pick<CallContext, "details" | "report" | "pictureReports" | "limit" | "pause"> & { channel: Pick<ChannelLike, "open" | "on" | "onchange" | "send"> }} call
 * @property {{ readonly state: MediaState, toggle(device: CaptureSource): unknown }} media
 * @property {import("./data_saver.js").DataSaver} dataSaver
 * @property {() => number} serverDelay milliseconds of this page's own way to the server and back
 * @property {(state: QualityState | null) => void} show null: the call is over
 */

/** @implements {CallFeature} */
export class QualityMonitor {
  #judge = new QualityJudge();
  #poller;
  /** @type {(Metrics | null)[]} */
  #history = Array(HISTORY_SECONDS).fill(null);
  /** @type {Judgement | null} */
  #judgement = null;
  /** @type {PeerQuality | null} */
  #peerQuality = null;
  /** What the peer's page asks this side to send. */
  #peerRequest = { saves: false, paused: false };
  #line;
  /** What the voice may send. @type {AudioLimit | undefined} */
  #audio;
  #bestDelay = Number.POSITIVE_INFINITY;
  /** Whether this page's own way to the server is slow. */
  #slow = false;
  /** The last `quality` message, so that the same is not sent twice. */
  #lastSent = "";
  #closed = false;
  #parts;
  #unsubscribe;

  /** @param {QualityMonitorParts} parts */
  constructor(parts) {
    const { channel } = parts.call;
    this.#parts = parts;
    channel.on("quality", (message) => {
      this.#peerQuality = parsePeerQuality(message);
    });
    channel.on("wish", ({ saves, paused }) => {
      this.#peerRequest = { saves: saves === true, paused: paused === true };
      this.#update();
    });
    channel.onchange(() => this.#onChannelChange());
    this.#unsubscribe = parts.dataSaver.onchange(() => this.#sendRequest());
    this.#poller = new StatsPoller(
      () => parts.call.report(),
      (metrics) => this.#onMetrics(metrics),
    );
    this.#line = new WeakLine({ call: parts.call, media: parts.media, onchange: () => this.#update() });
    this.#limitSending();
  }

  /** Takes the step that the sign suggests. @param {Suggestion} suggestion */
  apply(suggestion) {
    const { media, dataSaver } = this.#parts;
    if (suggestion === "save") dataSaver.set(true);
    else if (suggestion === "stop-receiving") this.pause(true);
    else if (media.state.camera) media.toggle("camera");
  }

  /** Asks the peer's page to stop sending its camera, or to send it again. @param {boolean} paused */
  pause(paused) {
    this.#parts.call.pause(paused);
    this.#sendRequest();
  }

  close() {
    this.#closed = true;
    this.#poller.close();
    this.#line.close();
    this.#unsubscribe();
    this.#parts.show(null);
  }

  /** @param {Metrics | null} metrics */
  #onMetrics(metrics) {
    this.#history = [...this.#history.slice(1), metrics];
    if (metrics) {
      this.#audio = audioLimit(metrics.available, this.#audio);
      // A page that runs late also reads the server's answers late, which is not the network's fault.
      this.#slow = (metrics.gap ?? 0) < LATE_GAP && this.#isServerSlow();
      this.#judgement = this.#judge.push(metrics, { slow: this.#slow, peer: this.#peerQuality });
      this.#sendQuality();
    }
    this.#update();
  }

  #isServerSlow() {
    const delay = this.#parts.serverDelay();
    if (delay > 0) this.#bestDelay = Math.min(this.#bestDelay, delay);
    return delay > SLOW_MS + 2 * this.#bestDelay;
  }

  /**
   * The peer's page is reachable, perhaps reloaded, and knows nothing yet; or it is not, and what
   * it sent is out of date.
   */
  #onChannelChange() {
    this.#lastSent = "";
    if (!this.#parts.call.channel.open) this.#peerQuality = null;
    this.#sendRequest();
    this.#sendQuality();
  }

  #sendRequest() {
    const { call, dataSaver } = this.#parts;
    call.channel.send({ type: "wish", saves: dataSaver.on, paused: call.details.paused });
    this.#update();
  }

  /** Sends this page's assessment whenever it has changed. */
  #sendQuality() {
    if (!this.#judgement) return;
    const { inbound, outbound } = this.#judgement;
    const message = { type: "quality", in: inbound, out: outbound, slow: this.#slow };
    const text = JSON.stringify(message);
    if (text !== this.#lastSent && this.#parts.call.channel.send(message)) this.#lastSent = text;
  }

  #limitSending() {
    const { call, dataSaver, media } = this.#parts;
    const limits = sendingLimits({
      relayed: this.#lastPath?.relayed ?? true,
      saves: dataSaver.on || this.#peerRequest.saves,
      shares: media.state.screen && call.channel.open,
      paused: this.#peerRequest.paused,
      audio: this.#audio,
    });
    call.limit(this.#line.restrict(limits));
  }

  /** The last known path: while a connection is replaced there is none. */
  get #lastPath() {
    return this.#history.findLast((metrics) => metrics)?.path;
  }

  #update() {
    if (this.#closed) return;
    this.#limitSending();
    if (!this.#judgement) return;
    const { call, dataSaver } = this.#parts;
    this.#parts.show({
      name: call.details.name,
      judgement: this.#judgement,
      suggestion: suggest(this.#judgement, this.#facts()),
      paused: call.details.paused,
      pausedByPeer: this.#peerRequest.paused,
      held: this.#line.held,
      heldByPeer: this.#line.heldByPeer,
      expectsPicture: this.#expectsPicture,
      saves: dataSaver.on,
      savedByPeer: this.#peerRequest.saves,
      history: this.#history,
    });
  }

  /** A screen in the camera's place may stand still. */
  get #expectsPicture() {
    const { channel, details } = this.#parts.call;
    return details.remote.camera && !details.paused && (!details.remote.screen || channel.open);
  }

  #facts() {
    const { call, dataSaver, media } = this.#parts;
    const { remote, paused } = call.details;
    return {
      sends: media.state.camera && !this.#peerRequest.paused && !this.#line.held,
      receives: remote.camera && !paused && !this.#line.heldByPeer && call.channel.open,
      shares: media.state.screen || remote.screen,
      saves: dataSaver.on,
    };
  }
}
