/** One call that this page takes part in: what it tells the server, and what the server tells it. */

import * as protocol from "../signaling/protocol.js";
import { CallHandover } from "./call_handover.js";
import { CallMedia } from "./call_media.js";
import { CallTimers } from "./call_timers.js";

/** A client of the five-message protocol never reports its devices. It is assumed to send both. */
const UNREPORTED = { microphone: true, camera: true, screen: false };

export class Call {
  #timers = new CallTimers();
  #parts;
  #handover;
  /** @type {CallDetails} */
  details;
  media;

  /** What each message does. @type {Record<string, (message: Message) => void>} */
  #handlers = {
    calling: ({ name, direct = false }) => {
      this.details.direct = direct;
      this.#placed(name);
    },
    ringing: () => this.#ringing(),
    offer: ({ offer }) => this.#onSignal({ description: offer }),
    answer: ({ answer }) => {
      this.accepted();
      this.#onSignal({ description: answer });
    },
    candidate: ({ candidate }) => candidate && this.#onSignal({ candidate }),
    going: () => this.media.connection?.awaitPeer(),
    away: () =>
      this.#timers.afterDeparture((seconds) => this.#confirmMedia(this.media.connection?.hasHeardIn(seconds))),
    rejoin: ({ handover }) => this.#onRejoin(handover),
    media: ({ microphone, camera, screen, network }) => this.media.onPeerMedia({ microphone, camera, screen, network }),
  };

  /** What each verdict on a greeting does. @type {Record<import("./reconcile/reconcile.js").CallVerdict, (server: ServerCall | null) => void>} */
  #resyncs = {
    "ring-again": (server) => this.#ringAgain(server),
    "offer-again": (server) => {
      if (server?.state === "ringing" && server.call === this.details.id) this.#ringing();
      this.repeatOffer();
    },
    "take-again": () => this.#handover.takeAgain(),
    taken: (server) => server && this.taken(server.age),
    accepted: () => this.accepted(),
    "accept-again": () => this.#acceptAgain(),
  };

  /** @param {CallStart} start @param {CallParts} parts */
  constructor(start, parts) {
    this.#parts = parts;
    const remote = { ...UNREPORTED };
    const unknown = {
      video: true,
      direct: false,
      placed: false,
      accepted: false,
      since: null,
      remote,
      paused: false,
      network: null,
      problem: null,
    };
    this.details = { ...unknown, ...start };
    this.media = new CallMedia({
      details: this.details,
      parts,
      onConnected: () => this.#connected(),
      reportDevices: () => this.#reportDevices(),
    });
    this.#handover = new CallHandover({
      details: this.details,
      media: this.media,
      timers: this.#timers,
      send: (message) => this.#send(message),
      show: () => parts.show(),
      end: () => parts.end("handed-over"),
      start: (age) => {
        this.#begin(age);
        if (this.connect()) this.media.connection?.start();
      },
    });
  }

  /** Whether this page is in the call. Before that it only rings. */
  get joined() {
    return this.media.connection !== null;
  }

  /** Whether the call is on another device of this user's, and the server was not asked to move it here. */
  get elsewhere() {
    return this.#handover.elsewhere;
  }

  /** Makes the connection. False if this browser cannot: then the call is over. */
  connect() {
    if (this.joined) return true;
    try {
      this.media.connect();
      return true;
    } catch (error) {
      console.debug("no peer connection", error);
      this.#parts.leave("unsupported");
      return false;
    }
  }

  /** The caller begins. The ring does not wait for the devices. */
  place() {
    if (!this.connect()) return;
    this.media.openDevices();
    this.#timers.repeatOffer({
      isConfirmed: () => this.details.placed,
      repeat: () => this.repeatOffer(),
      giveUp: () => this.#parts.leave("unreachable"),
    });
  }

  /** It rings here. @param {number} left seconds */
  ring(left) {
    this.#timers.endRing(left, () => this.#parts.end("no-answer"));
  }

  /** The callee accepts. Its devices are opening. @param {import("./pending/pending_calls.js").PendingCall} pending */
  join(pending) {
    this.#timers.stopRing();
    if (!this.connect()) return;
    this.media.connection?.start();
    this.media.answer(pending);
  }

  /**
   * The page was reloaded during the call.
   * @param {number} age seconds since it was accepted
   * @param {InputKind[]} off what was turned off before
   */
  resume(age, off) {
    this.#parts.media.restoreDisabled(off);
    this.#begin(age);
    this.#send(protocol.rejoin(this.details.id));
    if (!this.connect()) return;
    this.media.connection?.start();
    this.media.openDevices();
  }

  /** @type {CallHandover["take"]} */
  take = () => this.#handover.take();
  /** @type {CallHandover["taken"]} */
  taken = (age) => this.#handover.taken(age);
  /** @type {CallHandover["handOver"]} */
  handOver = () => this.#handover.handOver();

  /** The callee has accepted. @param {string | null} [connection] that was made while it rang, and is used */
  accepted(connection = null) {
    const isNews = !this.details.accepted;
    if (isNews) {
      this.details.placed = this.details.accepted = true;
      this.#parts.transition("accepted");
      this.media.connection?.start();
    }
    // If this side cannot use it, the callee makes another one for this offer.
    if (!this.media.takeOver(connection) && connection) this.repeatOffer();
    if (isNews) this.#reportDevices();
  }

  repeatOffer() {
    this.media.connection?.resendDescription();
  }

  /** @param {Message} message that belongs to this call */
  onMessage(message) {
    this.#handlers[message.type]?.(message);
  }

  /**
   * Sends again what may have been lost.
   * @param {import("./reconcile/reconcile.js").CallVerdict} verdict
   * @param {ServerCall | null} server the call as the server holds it
   */
  resync(verdict, server) {
    this.#resyncs[verdict](server);
    if (!this.details.accepted) return;
    this.media.connection?.retryNow();
    this.#reportDevices();
  }

  /** This side's devices have changed. Resolves once that is on the wire. */
  async onMediaChange() {
    const updated = this.media.updateTracks();
    this.#reportDevices();
    await updated;
  }

  close() {
    this.#handover.close();
    this.#timers.stop();
    this.media.close();
  }

  /** After a handover only the other device speaks to the server. @param {Message} message */
  #send(message) {
    return !this.details.handedOver && this.#parts.send(message);
  }

  #reportDevices() {
    const { id, accepted, network } = this.details;
    if (accepted) this.#send(protocol.media(id, this.#parts.media.sending, network));
  }

  /** The server has the call as active. @param {number} age seconds since it was accepted */
  #begin(age) {
    const since = this.#parts.now() - age * 1000;
    Object.assign(this.details, { takeFrom: null, placed: true, accepted: true, since });
  }

  #connected() {
    this.#timers.confirmMedia(() => this.#confirmMedia(this.media.connection?.alive));
    this.details.since ??= this.#parts.now();
    this.#parts.transition("connected");
    this.#reportDevices();
  }

  /** @param {boolean} [arrive] */
  #confirmMedia(arrive) {
    if (arrive) this.#send(protocol.flowing(this.details.id));
  }

  /** @param {Signal} signal */
  #onSignal(signal) {
    this.media.connection?.onSignal(signal);
  }

  /** @param {boolean} handover whether the peer goes on from another device */
  #onRejoin(handover) {
    if (handover) this.media.connection?.onPeerHandover();
    else if (this.details.accepted) this.media.connection?.onPeerRejoin();
  }

  /** @param {string} name the callee's present one: this page may still have had a former name */
  #placed(name = this.details.name) {
    const renamed = name !== this.details.name;
    Object.assign(this.details, { placed: true, name });
    if (renamed) this.#parts.show();
  }

  #ringing() {
    this.#placed();
    this.#parts.transition("rings");
  }

  /** @param {ServerCall | null} server */
  #ringAgain(server) {
    this.#send(answerRing(this.details.id, this.#parts.canCall));
    if (typeof server?.left === "number") this.ring(server.left);
  }

  #acceptAgain() {
    if (this.details.since !== null) return;
    const needsOffer = this.media.connection?.hasRemoteDescription === false;
    const acceptedConnection = this.media.early.accepted;
    this.#send(protocol.accept(this.details.id, needsOffer, acceptedConnection));
    if (!needsOffer && !acceptedConnection) this.repeatOffer();
  }
}

/**
 * What this device says to a call that comes in. If its browser cannot take calls, another device of this user's may: the
 * server ends the call once there is none.
 * @param {string} id
 * @param {boolean} [canCall]
 */
export const answerRing = (id, canCall = true) => (canCall ? protocol.ringing(id) : protocol.leave(id, "unsupported"));
