/** Controls the calls of this page: takes what the user wants, and what the browser says of the page. */

import { settleWithin } from "../lib/timing/timers.js";
import * as protocol from "../signaling/protocol.js";
import { CurrentCall } from "./current_call.js";
import { CallStorage } from "./pending/call_storage.js";
import { PendingCalls } from "./pending/pending_calls.js";
import { ServerMessages } from "./server_messages.js";

/** Milliseconds that Accept waits for devices which open at once. */
const OPEN_MS = 12;

/** @typedef {Omit<import("./current_call.js").CurrentCallParts, "pending" | "storage">} Parts */
/**
 * @typedef {Parts & { newId: () => string, storage?: CallStorage, showError?: (code: string) => void }} ControllerParts
 *   `storage`: what outlives a reload; `showError`: the server has refused something, and the call goes on
 */

export class CallController {
  #storage;
  #pending;
  #current;
  #send;
  #newId;
  #canCall;
  #messages;

  /** @param {ControllerParts} parts */
  constructor({ newId, storage = new CallStorage(null), showError = () => {}, ...parts }) {
    this.#send = parts.send;
    this.#newId = newId;
    this.#canCall = parts.canCall ?? true;
    this.#storage = storage;
    this.#pending = new PendingCalls(storage);
    this.#current = new CurrentCall({ ...parts, newId, storage, pending: this.#pending });
    this.#messages = new ServerMessages({
      current: this.#current,
      pending: this.#pending,
      storage,
      send: parts.send,
      now: parts.now,
      canCall: this.#canCall,
      showError,
      placeAgain: (id, name, video) => this.place(name, video, id),
    });
  }

  get state() {
    return this.#current.state;
  }

  /** Whether this page is in the call, or rings. @param {string} id */
  isInCall(id) {
    return this.#call?.details.id === id;
  }

  get #call() {
    return this.#current.call;
  }

  /** @param {CallObserver[]} observers told in this order */
  observe(...observers) {
    this.#current.observe(...observers);
  }

  /** @param {string} name @param {boolean} video false: a voice call @param {string} id */
  place(name, video = true, id = this.#newId()) {
    // Two users call each other: to call somebody who is calling is to accept.
    if (this.state === "incoming" && this.#call?.details.name === name) return this.accept(video);
    if (this.state !== "idle") return;
    if (this.#canCall) this.#current.begin("place", { id, name, role: "caller", video }, (call) => call.place());
    else this.#current.refuse({ name, video });
  }

  /**
   * Moves a call here that is on another device of this user's.
   * @param {Pick<CallDetails, "id" | "name" | "role" | "video"> & { device: string | null }} call
   */
  take({ id, name, role, video, device }) {
    if (this.state !== "idle") return;
    if (!this.#canCall) return this.#current.refuse({ name, video });
    this.#pending.reopen(id);
    this.#current.begin("take", { id, name, role, video, takeFrom: { device } }).take();
  }

  /**
   * As `accept`, but the browser is asked for the devices before it has anything else to do: they take longest. It opens
   * them in a few milliseconds, but in many more beside what the page does for Accept.
   * @param {boolean} camera
   */
  acceptAfterOpeningDevices(camera) {
    if (this.state !== "incoming") return;
    const call = this.#call;
    const opening = Promise.resolve(call?.media.openDevices(camera));
    // Another call may ring by then.
    settleWithin(opening, OPEN_MS).finally(() => call === this.#call && this.accept(camera));
  }

  /** @param {boolean} camera whether this user's camera goes on with a video call */
  accept(camera = true) {
    const call = this.#call;
    if (this.state !== "incoming" || !call) return;
    call.media.openDevices(camera);
    call.media.early.whenReady(() => this.#accept(call));
    if (call.media.early.isAcceptPending) this.#current.transition("accept");
  }

  /** @param {import("./call.js").Call} call */
  #accept(call) {
    const pending = this.#pending.remove(call.details.id);
    if (!call.connect()) return;
    call.details.accepted = true;
    const acceptedConnection = call.media.early.accepted;
    this.#send(protocol.accept(call.details.id, !pending.offer && !acceptedConnection, acceptedConnection));
    this.#current.transition("accept");
    call.join(pending);
  }

  /** Cancels, declines or hangs up, by the call's state. */
  hangUp() {
    // This page cannot end a call that is on another device. It only lets go of it.
    if (this.#call?.elsewhere) this.#current.end("handed-over");
    else if (this.state === "incoming" || this.#call?.media.early.isAcceptPending) this.#current.leave("declined");
    else this.#current.leave(this.#call?.details.accepted ? "hung-up" : "cancelled");
  }

  /** The page closes or reloads. A call that still rings is cancelled. One that is on may continue after a reload. */
  onPageHide() {
    const call = this.#call;
    if (this.state === "calling" || this.state === "ringing") this.hangUp();
    else if (call?.details.accepted && !call.elsewhere) {
      this.#storage.storeLeaving(call.details);
      this.#send(protocol.going(call.details.id));
    } else call?.media.early.onPageHide();
  }

  onNetworkChange() {
    this.#current.onNetworkChange();
  }

  /** The page can be seen again. */
  onVisible() {
    this.#current.prepareDevices();
  }

  /** @param {boolean} online whether the server can be reached */
  onOnline(online) {
    this.#current.setOnline(online);
  }

  /** Another tab has taken this tab's place, and the call with it. */
  onReplaced() {
    this.#current.onTakenByOtherTab();
  }

  /** @param {Message} message of the server */
  onMessage(message) {
    this.#messages.onMessage(message);
  }
}
