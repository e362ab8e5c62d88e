/**
 * Watches the quality of one call: measures and judges it, exchanges the results with the peer's
 * page, and limits what is sent.
 */

import { WeakLine } from "./congestion/weak_line.js";
import { EncoderLoad } from "./encoder_load.js";
import { EstimateLimits } from "./estimate_limits.js";
import { LATE } from "./judge/assessment.js";
import { LossyLine } from "./judge/lossy_line.js";
import { QualityJudge } from "./judge/quality_judge.js";
import { suggest } from "./judge/suggestion.js";
import { PeerPage } from "./peer_page.js";
import { Redundancy } from "./redundancy.js";
import { sendingLimits } from "./sending_limits.js";
import { MinuteHistory } from "./stats/minute_history.js";
import { StatsPoller } from "./stats/stats_poller.js";

/**
 * Milliseconds between two polls of the statistics. Each of them costs the browser some work. At first the page does not know yet
 * whether the call is relayed, and so how much it may send.
 */
const INTERVALS = { first: 500, well: 2_000, watched: 1_000, amiss: 500 };

/** Milliseconds after which a picture that was held back moves again. The browser then counts the time before as a freeze. */
const RETURN_MS = 1_000;

/**
 * @typedef {object} QualityMonitorParts
 * @property {Pick<CallContext, "details" | "report" | "lineReports" | "lastFrameAt" | "limit" | "pause"> & { channel: Pick<ChannelLike, "open" | "on" | "onchange" | "send"> }} call
 * @property {import("./congestion/weak_line.js").WeakLineParts["media"] & { toggle(device: CaptureSource): unknown }} media
 * @property {import("./data_saver.js").DataSaver} dataSaver
 * @property {Pick<import("./line/server_line.js").ServerLine, "watch" | "weight" | "rest" | "onquicker">} serverLine this page's own way to the server
 * @property {() => boolean} watched whether the details are open
 * @property {(bitrate: number) => void} onavailable learns the browser's estimate of what can go out, in bits a second
 * @property {(state: QualityState | null) => void} show null: the call is over
 */

/** @implements {CallFeature} */
export class QualityMonitor {
  #judge = new QualityJudge();
  #encoderLoad = new EncoderLoad();
  #poller;
  #history = new MinuteHistory();
  /** @type {Judgement | null} */
  #judgement = null;
  #peer;
  #line;
  #estimate = new EstimateLimits();
  #lossyLine = new LossyLine();
  #redundancy = new Redundancy();
  /** When the peer's page last held its picture back, in milliseconds. */
  #heldByPeerAt = Number.NEGATIVE_INFINITY;
  /** Whether something may be wrong, as of the last time. */
  #watching = false;
  #closed = false;
  #parts;
  #unsubscribe;

  /** @param {QualityMonitorParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#peer = new PeerPage({
      channel: parts.call.channel,
      request: () => ({ saves: parts.dataSaver.on, paused: parts.call.details.paused }),
      onquality: () => this.#watchLine(),
      onwider: () => this.#line.onWideningHint(),
      onchange: () => this.#update(),
    });
    this.#unsubscribe = parts.dataSaver.onchange(() => this.#peer.sendRequest());
    this.#poller = new StatsPoller({
      report: () => parts.call.report(),
      interval: () => this.#interval,
      onmetrics: (metrics, seconds) => this.#onMetrics(metrics, seconds),
    });
    this.#line = new WeakLine({ call: parts.call, media: parts.media, onchange: () => this.#onLineChange() });
    parts.serverLine.onquicker = () => this.#onQuickerLine();
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
    this.#peer.sendRequest();
  }

  close() {
    this.#closed = true;
    this.#poller.close();
    this.#line.close();
    this.#parts.serverLine.rest();
    this.#parts.serverLine.onquicker = () => {};
    this.#unsubscribe();
    this.#parts.show(null);
  }

  /** Whether something is wrong, or may soon prove to be, for either page. */
  get #amiss() {
    return this.#judge.amiss || this.#line.flow !== "open" || (this.#peer.quality?.amiss ?? false);
  }

  get #interval() {
    if (!this.#judge.warm) return INTERVALS.first;
    if (this.#amiss) return INTERVALS.amiss;
    return this.#parts.watched() ? INTERVALS.watched : INTERVALS.well;
  }

  /** @param {Metrics | null} metrics @param {number} seconds */
  #onMetrics(metrics, seconds) {
    this.#history.push(metrics, seconds);
    if (metrics) {
      this.#encoderLoad.push(metrics.outbound, seconds);
      const lossy = this.#lossyLine.push(metrics, this.#peer.quality?.inbound);
      this.#line.onLoss(lossy);
      this.#redundancy.push(metrics, seconds, this.#peer.quality?.inbound);
      this.#estimate.push(metrics.available, { held: this.#line.held, amiss: this.#amiss, lossy });
      if (metrics.available !== null) this.#parts.onavailable(metrics.available);
      this.#judgement = this.#judge.push(this.#withoutExpectedFreezes(metrics), {
        peer: this.#peer.quality,
        // A page that runs late also reads the server's answers late, which is not the network's fault.
        weigh: (expected) => (metrics.late < LATE ? this.#parts.serverLine.weight(expected) : 0),
        wanted: this.#limits.camera.bitrate,
        flow: this.#line.flow,
      });
      const { line } = this.#judgement;
      this.#peer.sendQuality({ ...this.#judgement, line: this.#amiss ? line : 0 }, this.#judge.amiss);
    }
    this.#watchLine();
    this.#update();
  }

  /** What the peer's page says of its line tells more about a picture that it holds back. @param {Metrics} metrics @returns {Metrics} */
  #withoutExpectedFreezes(metrics) {
    if (this.#line.heldByPeer) this.#heldByPeerAt = metrics.at;
    if (metrics.at - this.#heldByPeerAt > RETURN_MS) return metrics;
    return { ...metrics, inbound: { ...metrics.inbound, frozen: null } };
  }

  /** Once something may be wrong, each second counts. */
  #watchLine() {
    const wasWell = !this.#watching;
    this.#watching = this.#amiss;
    this.#parts.serverLine.watch(this.#watching, this.#estimate.audio.sparse);
    if (this.#watching && wasWell) this.#poller.hurry();
  }

  #onLineChange() {
    if (this.#line.held) this.#estimate.onPause();
    this.#watchLine();
    this.#update();
  }

  /** Both directions pass this side's line. */
  #onQuickerLine() {
    this.#line.onWideningHint();
    this.#peer.sendWider();
  }

  #limitSending() {
    this.#parts.call.limit(this.#line.restrict(this.#limits));
  }

  get #limits() {
    const { call, dataSaver, media } = this.#parts;
    return sendingLimits({
      relayed: this.#lastPath?.relayed ?? true,
      saves: dataSaver.on || this.#peer.request.saves,
      shares: media.state.screen && call.channel.open,
      paused: this.#peer.request.paused,
      audio: this.#audio,
      wide: this.#estimate.wide,
      overloaded: this.#encoderLoad.tooHigh,
    });
  }

  get #audio() {
    const { bitrate, sparse } = this.#estimate.audio;
    return { bitrate, sparse, redundant: this.#redundancy.on && !sparse };
  }

  /** The last known path: while a connection is replaced there is none. */
  get #lastPath() {
    return this.#history.seconds.findLast((metrics) => metrics)?.path;
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
      pausedByPeer: this.#peer.request.paused,
      held: this.#line.held,
      heldByPeer: this.#line.heldByPeer,
      expectsPicture: this.#expectsPicture,
      saves: dataSaver.on,
      savedByPeer: this.#peer.request.saves,
      history: this.#history.seconds,
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
      sends: media.state.camera && !this.#peer.request.paused && !this.#line.held,
      receives: remote.camera && !paused && !this.#line.heldByPeer && call.channel.open,
      shares: media.state.screen || remote.screen,
      saves: dataSaver.on,
    };
  }
}
