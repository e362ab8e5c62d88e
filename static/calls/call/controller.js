/** Controls the calls of this page: takes what the user wants and what the server says. */

import { Timers } from "../lib/timing/timers.js";
import * as protocol from "../signaling/protocol.js";
import { CurrentCall } from "./current_call.js";
import { CallStorage } from "./pending/call_storage.js";
import { PendingCalls } from "./pending/pending_calls.js";
import { reconcile } from "./reconcile/reconcile.js";
import { reconcileError } from "./reconcile/reconcile_error.js";

/** From an error that says "unavailable" to the next question for the current state. */
const SYNC_MS = 2_000;

/** @typedef {Omit<import("./current_call.js").CurrentCallParts, "pending" | "storage">} Parts */
/**
 * @typedef {Parts & { newId: () => string, storage?: CallStorage, showError?: (code: string) => void }} ControllerParts
 *   `storage`: what outlives a reload; `showError`: the server has refused something that ends no call
 */

export class CallController {
  #timers = new Timers();
  #storage;
  #pending;
  #current;
  #send;
  #newId;
  #canCall;
  #showError;
  #now;

  /** @type {Record<string, (message: Message) => void>} */
  #handlers = {
    hello: (hello) => {
      this.#onHello(hello);
      this.#current.greeted();
    },
    ice: ({ servers }) => this.#current.setServers(servers),
    error: (error) => this.#onError(error),
    accepted: (message) => this.#onAccepted(message),
    taken: (message) => this.#isCurrent(message) && this.#call?.taken(message.age),
    leave: (message) => this.#onLeave(message),
    renamed: ({ former, name }) => {
      this.#pending.rename(former, name);
      this.#current.rename(former, name);
    },
    devices: ({ devices }) => {
      // A call that this browser cannot take goes on ringing on the others. Without any, the caller should know.
      if (!this.#canCall && this.state === "incoming" && devices.length === 0) this.#current.leave("unsupported");
    },
  };

  /** For a call that this page is not in. @type {Record<string, (message: Message) => void>} */
  #pendingHandlers = {
    candidate: ({ call, candidate }) => candidate && this.#pending.addCandidate(call, candidate),
    offer: (message) => {
      this.#pending.setOffer(message.call, { ...message, until: this.#until(message.left) });
      this.#current.ringIfIdle();
    },
  };

  /**
   * What a greeting means, by the verdict of reconcile.js.
   * @type {Record<import("./reconcile/reconcile.js").PageVerdict, (server: any, hello: Message) => void>}
   */
  #verdicts = {
    nothing: () => {},
    "leave-again": ({ call }, hello) => {
      this.#send(protocol.leave(call));
      // This page is in a different call by now, and the server said nothing about that one.
      this.#onHello({ ...hello, call: null });
    },
    gone: (_server, hello) => {
      const { accepted = false, takeFrom = null } = this.#call?.details ?? {};
      this.#current.end(accepted || takeFrom ? "gone" : "no-answer");
      this.#onHello(hello);
    },
    elsewhere: () => (this.#call?.details.accepted ? this.#call.handOver() : this.#current.end("answered-elsewhere")),
    ring: ({ call: id, name, video, left }) => this.#current.ring({ id, name, video, until: this.#until(left) }),
    resume: ({ call: id, name, role, video = true, age }) =>
      this.#canCall &&
      this.#current.begin("resume", { id, name, role, video }).resume(age, this.#storage.disabledIn(id)),
    "place-again": ({ call, name, video }) => this.place(name, video, call),
  };

  /** @param {ControllerParts} parts */
  constructor({ newId, storage = new CallStorage(null), showError = () => {}, ...parts }) {
    this.#send = parts.send;
    this.#now = parts.now;
    this.#newId = newId;
    this.#canCall = parts.canCall ?? true;
    this.#showError = showError;
    this.#storage = storage;
    this.#pending = new PendingCalls(storage);
    this.#current = new CurrentCall({ ...parts, storage, pending: this.#pending });
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
    if (this.#canCall) this.#current.begin("place", { id, name, role: "caller", video }).place();
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

  /** @param {boolean} camera whether this user's camera goes on with a video call */
  accept(camera = true) {
    const call = this.#call;
    if (this.state !== "incoming" || !call) return;
    const pending = this.#pending.remove(call.details.id);
    if (!call.connect()) return;
    call.details.accepted = true;
    this.#send(protocol.accept(call.details.id, !pending.offer));
    this.#current.transition("accept");
    call.join(pending, camera);
  }

  /** Cancels, declines or hangs up, by the call's state. */
  hangUp() {
    // This page cannot end a call that is on another device. It only lets go of it.
    if (this.#call?.elsewhere) this.#current.end("handed-over");
    else if (this.state === "incoming") this.#current.leave("declined");
    else this.#current.leave(this.#call?.details.accepted ? "hung-up" : "cancelled");
  }

  /** The page closes or reloads. A call that still rings is cancelled. One that is on may continue after a reload. */
  onPageHide() {
    const call = this.#call;
    if (this.state === "calling" || this.state === "ringing") this.hangUp();
    else if (call?.details.accepted && !call.elsewhere) {
      this.#storage.storeLeaving(call.details);
      this.#send(protocol.going(call.details.id));
    }
  }

  onNetworkChange() {
    this.#call?.media.connection?.networkChanged();
  }

  /** @param {boolean} online whether the server can be reached */
  onOnline(online) {
    this.#current.setOnline(online);
  }

  /** Another tab has taken this tab's place, and the call with it. */
  onReplaced() {
    this.#current.onTakenByOtherTab();
  }

  /** @param {Message} message */
  onMessage(message) {
    const handler = this.#handlers[message.type];
    if (handler) handler(message);
    else if (this.#isCurrent(message) && this.#call?.joined) this.#call.onMessage(message);
    else this.#pendingHandlers[message.type]?.(message);
  }

  /** @param {Message} message */
  #isCurrent({ call }) {
    return this.isInCall(call);
  }

  /** @param {Message} message */
  #onLeave(message) {
    if (!this.#isCurrent(message)) this.#pending.close(message.call, false);
    else if (message.reason === "handed-over") this.#call?.handOver();
    else this.#current.end(message.reason ?? "hung-up");
  }

  /** @param {Message} message */
  #onAccepted(message) {
    const call = this.#call;
    if (call?.details.role !== "caller") return;
    if (this.#isCurrent(message)) {
      call.accepted();
      if (message.needs_offer) call.repeatOffer();
    } else if (!call.details.accepted && call.details.name === message.name && !this.#pending.isOver(message.call)) {
      this.#loseGlare(call, message);
    }
  }

  /**
   * Both called each other, and the peer's call stands. It is joined as if Accept had been pressed.
   * @param {import("./call.js").Call} own
   * @param {Message} message
   */
  #loseGlare(own, { call: id, name, video = true }) {
    own.close();
    this.#pending.close(own.details.id, false);
    const call = this.#current.begin("accepted", { id, name, role: "callee", accepted: true, video });
    // The peer's call decides whether it has video. A camera that this user did not ask for stays off.
    call.join(this.#pending.remove(id), own.details.video);
  }

  /** A greeting holds the current state. @param {Message} hello */
  #onHello(hello) {
    /** @type {ServerCall | null} */
    const server = hello.call ?? null;
    this.#current.setServers(hello.ice.servers);
    this.#pending.keepOnly(server?.call);
    const hasLeft = Boolean(server && this.#pending.hasLeft(server.call));
    const verdict = reconcile(this.#call?.details ?? null, server, hasLeft);
    if (isForPage(verdict, this.#verdicts)) this.#verdicts[verdict](server, hello);
    else this.#call?.resync(verdict, server);
    const left = this.#storage.takeLeaving();
    if (left && left.id !== server?.call) this.#current.tellEnded("ended-meanwhile", left);
  }

  /** @param {Message} error */
  #onError(error) {
    const sync = () => this.#send(protocol.sync());
    // What was refused is not sent again one by one. The next greeting tells what is missing.
    if (error.code === "unavailable") this.#timers.after("sync", SYNC_MS, sync);
    const verdict = this.#call ? reconcileError(this.#call.details, error) : {};
    const isSaid = isLate(error) || error.about === "people"; // the list says so itself
    if (!verdict.end && !verdict.sync && !isSaid) this.#showError(error.code);
    if (verdict.end) this.#current.end(verdict.end, verdict.mayLive);
    if (verdict.sync) sync();
  }

  /** @param {number | null} [left] seconds */
  #until(left) {
    return left === undefined || left === null ? null : this.#now() + left * 1000;
  }
}

/** About a call that is over for this page: late errors are normal. @param {Message} error */
const isLate = ({ code }) => code === "not-found" || code === "too-late";

/**
 * @template {string} Name
 * @param {string} verdict
 * @param {Record<Name, unknown>} verdicts
 * @returns {verdict is Name}
 */
const isForPage = (verdict, verdicts) => Object.hasOwn(verdicts, verdict);
