/** What one call connects and makes ready before it is accepted: the caller's side, and that of a device that rings. */

import { BeforeAccept } from "../rtc/early/before_accept.js";
import { RingingDevices } from "../rtc/early/ringing_devices.js";
import * as protocol from "../signaling/protocol.js";

export class EarlyMedia {
  #beforeAccept;
  #ringingDevices;
  #details;
  #parts;

  /**
   * @param {object} call
   * @param {CallDetails} call.details
   * @param {Pick<CallParts, "send" | "early" | "newId" | "canCall" | "show">} call.parts
   * @param {(tracks: Tracks, on: PeerConnectionEvents, relayed?: boolean) => PeerConnectionLike} call.newConnection
   * @param {(offer: RTCSessionDescriptionInit) => void} call.retry an offer failed that was thought to be answered
   */
  constructor({ details, parts, newConnection, retry }) {
    this.#details = details;
    this.#parts = parts;
    const send = (/** @type {string} */ connection, /** @type {Signal} */ signal) =>
      parts.send(protocol.early(details.id, connection, signal));
    this.#beforeAccept = new BeforeAccept({ newConnection, send, onstreams: () => parts.show(), retry });
    this.#ringingDevices = new RingingDevices({ newConnection, ways: () => this.#ways, send });
  }

  /** How they may connect. See EarlyConnection. */
  get #ways() {
    return { isDirect: this.#details.direct, hasRelay: this.#parts.early() };
  }

  /** Whether the server passes on what connects the two pages while it rings: through relays, or directly. */
  get isPossible() {
    return this.#parts.early() || this.#details.direct;
  }

  /** The call rings here: gets the answer ready. @param {RTCSessionDescriptionInit} offer the caller's */
  prepare(offer) {
    this.#beforeAccept.prepare(offer);
  }

  /** The call rings here, and the network has changed. @param {RTCSessionDescriptionInit} offer the caller's */
  prepareAgain(offer) {
    this.#beforeAccept.prepareAgain(offer);
    this.connect();
  }

  /** The call rings here: connects to the caller, where that is possible. */
  connect() {
    const { newId, canCall = true } = this.#parts;
    if (this.isPossible && canCall) this.#beforeAccept.connect(newId(), this.#ways);
  }

  /**
   * A greeting says how they may connect from now on, or again. What the server was to pass on before may be lost.
   * @param {object} now
   * @param {boolean} now.isOther whether it says something else of direct connections than before
   * @param {boolean} now.rings whether the call rings here
   */
  resync({ isOther, rings }) {
    if (!this.#details.direct) this.#ringingDevices.closeDirect();
    if (!this.isPossible) this.#beforeAccept.disconnect();
    else if (rings && (isOther || !this.#beforeAccept.isConnected)) this.connect();
  }

  /** @param {Message} message */
  onMessage({ connection, description, candidate, replaces, closed }) {
    if (!this.isPossible) return;
    if (this.#details.role !== "caller") return this.#beforeAccept.onSignal(connection, { description, candidate });
    if (replaces) this.#ringingDevices.onClosed(replaces);
    if (closed) this.#ringingDevices.onClosed(connection);
    else this.#ringingDevices.onSignal(connection, { description, candidate });
  }

  /** The page closes while it rings here. The caller would find that out late: its browser still sends the picture. */
  onPageHide() {
    const { asked } = this.#beforeAccept;
    if (asked) this.#parts.send(protocol.earlyClosed(this.#details.id, asked));
  }

  /** Whether a picture of the caller's may come while it rings here. */
  get expectsPreview() {
    const { canCall = true } = this.#parts;
    return this.#details.video && this.isPossible && canCall;
  }

  /** What comes from the caller while it rings here. @type {MediaStream | null} */
  get preview() {
    return this.#details.video ? (this.#beforeAccept.streams?.main ?? null) : null;
  }

  /** Accept was pressed. See BeforeAccept. @param {() => void} then */
  whenReady(then) {
    this.#beforeAccept.whenReady(then);
  }

  /** Whether Accept was pressed, and waits for a connection that is about to be up. */
  get isAcceptPending() {
    return this.#beforeAccept.isAcceptPending;
  }

  /** The call is accepted here. See BeforeAccept. @param {PeerConnectionEvents} on */
  use(on) {
    return this.#beforeAccept.use(on);
  }

  /** The connection that this device has accepted with; null if there is none. */
  get accepted() {
    return this.#beforeAccept.connection;
  }

  /** The peer knows that this device has accepted. */
  confirm() {
    this.#beforeAccept.confirm();
  }

  /** Sends the prepared answer. See PreparedConnection. @param {RTCSessionDescriptionInit} offer */
  answer(offer) {
    return this.#beforeAccept.answer(offer);
  }

  /** The callee has accepted. See RingingDevices. @param {string | null} id of the connection to that device */
  take(id) {
    return this.#ringingDevices.use(id);
  }

  /** Whether this connection is the call's. @param {string | null} id */
  hasTaken(id) {
    return id !== null && this.#ringingDevices.isUsing(id);
  }

  /** What the caller shows. @param {Tracks} tracks */
  setTracks(tracks) {
    this.#ringingDevices.setTracks(tracks);
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    this.#beforeAccept.setServers(servers);
    this.#ringingDevices.setServers(servers);
  }

  /** The caller's network is another one. */
  networkChanged() {
    this.#ringingDevices.restart();
  }

  /** What is in use by then goes on. */
  close() {
    this.#beforeAccept.close();
    this.#ringingDevices.close();
  }
}
