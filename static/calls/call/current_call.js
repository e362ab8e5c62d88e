/** The call that this page is in, if any: begins and ends it, keeps its state, and tells the observers. */

import { NO_STREAMS } from "../rtc/streams.js";
import * as protocol from "../signaling/protocol.js";
import { answerRing, Call } from "./call.js";
import { INITIAL, next } from "./call_state.js";

/**
 * @typedef {object} CurrentCallParts
 * @property {(message: Message) => boolean} send
 * @property {MediaLike} media
 * @property {(options: PeerConnectionOptions) => PeerConnectionLike} newConnection
 * @property {(call: CallContext) => CallFeature} [newFeatures]
 * @property {() => string} newId
 * @property {() => number} now milliseconds
 * @property {boolean} [canCall] whether this browser can make and take calls
 * @property {() => boolean} [visible] whether the user may see the page
 * @property {() => void} checkServer finds out whether the server can still be reached
 * @property {import("./pending/pending_calls.js").PendingCalls} pending
 * @property {import("./pending/call_storage.js").CallStorage} storage
 */

export class CurrentCall {
  /** @type {CallState} */
  #state = INITIAL;
  /** @type {Call | null} */
  #call = null;
  /** @type {RTCIceServer[]} */
  #servers = [];
  #early = false;
  #online = false;
  /** @type {CallObserver[]} */
  #observers = [];
  #parts;

  /** @param {CurrentCallParts} parts */
  constructor(parts) {
    this.#parts = parts;
    parts.media.onchange = () => this.#onMediaChange();
  }

  get state() {
    return this.#state;
  }

  /** Null where there is no call. */
  get call() {
    return this.#call;
  }

  /** @param {CallObserver[]} observers told in this order */
  observe(...observers) {
    this.#observers.push(...observers);
  }

  /**
   * @param {CallEvent} event
   * @param {CallStart} start
   * @param {(call: Call) => void} [first] does what does not wait until the page shows the call
   */
  begin(event, start, first) {
    const call = new Call(start, {
      ...this.#parts,
      servers: () => this.#servers,
      early: () => this.#early,
      online: () => this.#online,
      transition: (event) => this.transition(event),
      show: () => this.#show(),
      leave: (reason) => this.leave(reason),
      end: (reason) => this.end(reason),
    });
    this.#call = call;
    this.#state = next(this.#state, event);
    first?.(call);
    if (this.#call === call) this.#show();
    return call;
  }

  /**
   * A call comes in.
   * @param {{ id: string, name: string, video?: boolean, direct?: boolean, until: number | null }} incoming `until`: in
   *   this page's milliseconds
   */
  ring({ id, name, video = true, direct = false, until }) {
    const { send, now } = this.#parts;
    const call = this.begin("offer", { id, name, role: "callee", video, direct });
    send(answerRing(id, this.#parts.canCall));
    if (until !== null) call.ring((until - now()) / 1000);
    this.prepare();
    call.media.early.connect();
    this.prepareDevices();
  }

  /** Opens the devices early, if the page is visible. */
  prepareDevices() {
    const { media, canCall = true, visible = () => true } = this.#parts;
    if (!this.#call || this.#state !== "incoming" || !canCall || !visible()) return;
    media.prepare(this.#call.details.video ? undefined : ["microphone"]);
  }

  /** Makes a call ready that rings here, if its offer has come. */
  prepare() {
    const offer = this.#waitingOffer;
    if (offer) this.#call?.media.early.prepare(offer);
  }

  onNetworkChange() {
    const offer = this.#waitingOffer;
    if (offer) this.#call?.media.early.prepareAgain(offer);
    else this.#call?.media.networkChanged();
  }

  /** Of the call that rings here. */
  get #waitingOffer() {
    const { canCall = true, pending } = this.#parts;
    return canCall && this.#call && this.#state === "incoming" ? pending.offerOf(this.#call.details.id) : null;
  }

  /** This browser cannot make the call. @param {{ name: string, video: boolean }} call */
  refuse({ name, video }) {
    const how = { mine: true, missed: false, accepted: false, seconds: null };
    for (const observer of this.#observers)
      observer.ended?.({ reason: "unsupported", name, role: "caller", video, ...how });
  }

  /** Lets a waiting call ring, unless another one is on. */
  ringIfIdle() {
    const waiting = this.#parts.pending.waiting();
    if (waiting && this.#state === "idle") this.ring(waiting);
  }

  /** @param {CallEvent} event */
  transition(event) {
    this.#state = next(this.#state, event);
    this.#show();
  }

  /** This page ends the call. @param {string} reason */
  leave(reason) {
    if (!this.#call) return;
    const { send, pending } = this.#parts;
    const { id } = this.#call.details;
    send(protocol.leave(id, reason));
    pending.close(id, true);
    this.#finish(reason, true);
    this.ringIfIdle();
  }

  /**
   * The call is over, and this page did not end it.
   * @param {string} reason
   * @param {boolean} mayLive whether the server may still hold it to be alive
   */
  end(reason, mayLive = false) {
    if (this.#call) this.#parts.pending.close(this.#call.details.id, mayLive);
    this.#finish(reason);
    this.ringIfIdle();
  }

  /**
   * A call has ended that the previous page was in.
   * @param {string} reason
   * @param {Pick<CallDetails, "name" | "role" | "video">} call
   */
  reportEnded(reason, { name, role, video }) {
    const ending = { reason, name, role, video, mine: false, accepted: true, missed: false, seconds: null };
    for (const observer of this.#observers) observer.ended?.(ending);
  }

  /** Another tab continues the call. */
  onTakenByOtherTab() {
    this.#finish("moved");
  }

  /** The peer has a new name. @param {string} former @param {string} name */
  rename(former, name) {
    if (this.#call?.details.name !== former) return;
    this.#call.details.name = name;
    this.#show();
  }

  /** A `hello` has been applied. */
  onHello() {
    for (const observer of this.#observers) observer.onHello?.(this.#state);
  }

  /** @param {boolean} online whether the server can be reached */
  setOnline(online) {
    this.#online = online;
    this.#show();
  }

  /**
   * What a greeting says of connecting while it rings.
   * @param {boolean} early whether there is a relay for that
   * @param {ServerCall | null} server the call as the server holds it
   */
  setEarly(early, server) {
    this.#early = early;
    const call = this.#call;
    if (!call) return;
    const wasDirect = call.details.direct;
    if (call.details.id === server?.call) call.details.direct = server.direct ?? false;
    call.media.early.resync({ isOther: wasDirect !== call.details.direct, rings: this.#state === "incoming" });
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    this.#servers = servers;
    this.#call?.media.setServers(servers);
  }

  /** @param {string} reason @param {boolean} mine */
  #finish(reason, mine = false) {
    const call = this.#call;
    if (!call) return;
    const { storage, media, now } = this.#parts;
    const { name, role, since, video, accepted, problem, quiet } = call.details;
    // While it only rings, the settings may be using the devices.
    const usesDevices = call.joined || call.media.usesDevices || call.details.takeFrom;
    call.close();
    this.#call = null;
    // A tab that has lost its place may come back to it.
    if (reason !== "moved") storage.clearDisabled();
    this.transition("end");
    if (usesDevices) media.close();
    else media.release();
    const seconds = since === null ? null : (now() - since) / 1000;
    const missed = role === "callee" && !mine && (reason === "cancelled" || reason === "no-answer");
    for (const observer of this.#observers)
      observer.ended?.({ reason, name, role, mine, missed, accepted, seconds, video, problem, quiet });
  }

  #onMediaChange() {
    const { storage, media } = this.#parts;
    const updated = this.#call?.onMediaChange();
    if (this.#call) storage.storeDisabled(this.#call.details.id, media.turnedOff);
    this.#show();
    return updated;
  }

  #show() {
    const { media } = this.#parts;
    const early = this.#state === "incoming" ? this.#call?.media.early : null;
    const snapshot = {
      state: this.#state,
      call: this.#call?.details ?? null,
      local: media.state,
      tracks: media.outgoing,
      remote: this.#call?.media.streams ?? NO_STREAMS,
      preview: early?.preview ?? null,
      expectsPreview: early?.expectsPreview ?? false,
      online: this.#online,
      channel: this.#call?.media.channel.open ?? false,
    };
    for (const observer of this.#observers) observer.show?.(snapshot);
  }
}
