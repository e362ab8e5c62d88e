/** What the server's messages do to the calls of this page: each type, each verdict on a greeting, and each error. */

import { Timers } from "../lib/timing/timers.js";
import * as protocol from "../signaling/protocol.js";
import { asQuiet } from "./people/status.js";
import { reconcile } from "./reconcile/reconcile.js";
import { reconcileError } from "./reconcile/reconcile_error.js";

/** From an error that says "unavailable" to the next question for the current state. */
const SYNC_MS = 2_000;

/**
 * @typedef {object} ServerMessagesParts
 * @property {import("./current_call.js").CurrentCall} current
 * @property {import("./pending/pending_calls.js").PendingCalls} pending
 * @property {import("./pending/call_storage.js").CallStorage} storage
 * @property {(message: Message) => boolean} send
 * @property {() => number} now milliseconds
 * @property {boolean} canCall whether this browser can make and take calls
 * @property {(code: string) => void} showError the server has refused something that ends no call
 * @property {(id: string, name: string, video: boolean) => void} placeAgain the server never got this call
 */

export class ServerMessages {
  #timers = new Timers();
  #current;
  #pending;
  #storage;
  #send;
  #now;
  #canCall;
  #showError;
  #placeAgain;

  /** @type {Record<string, (message: Message) => void>} */
  #handlers = {
    hello: (hello) => {
      this.#onHello(hello);
      this.#current.onHello();
    },
    ice: ({ servers }) => this.#current.setServers(servers),
    error: (error) => this.#onError(error),
    accepted: (message) => this.#onAccepted(message),
    early: (message) => this.#isCurrent(message) && this.#call?.media.early.onMessage(message),
    taken: (message) => this.#isCurrent(message) && this.#call?.taken(message.age),
    leave: (message) => this.#onLeave(message),
    renamed: ({ former, name }) => {
      this.#pending.rename(former, name);
      this.#current.rename(former, name);
    },
  };

  /** For a call that this page is not in. @type {Record<string, (message: Message) => void>} */
  #pendingHandlers = {
    candidate: ({ call, candidate }) => candidate && this.#pending.addCandidate(call, candidate),
    offer: (message) => {
      this.#pending.setOffer(message.call, { ...message, until: this.#until(message.left) });
      this.#current.ringIfIdle();
      this.#current.prepare();
    },
  };

  /**
   * What a greeting means, by the verdict of reconcile/reconcile.js.
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
    ring: ({ call: id, name, video, direct, left }) =>
      this.#current.ring({ id, name, video, direct, until: this.#until(left) }),
    resume: ({ call: id, name, role, video = true, age }) =>
      this.#canCall &&
      this.#current.begin("resume", { id, name, role, video }).resume(age, this.#storage.disabledIn(id)),
    "place-again": ({ call, name, video }) => this.#placeAgain(call, name, video),
  };

  /** @param {ServerMessagesParts} parts */
  constructor({ current, pending, storage, send, now, canCall, showError, placeAgain }) {
    this.#current = current;
    this.#pending = pending;
    this.#storage = storage;
    this.#send = send;
    this.#now = now;
    this.#canCall = canCall;
    this.#showError = showError;
    this.#placeAgain = placeAgain;
  }

  get #call() {
    return this.#current.call;
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
    return this.#call?.details.id === call;
  }

  /** @param {Message} message */
  #onLeave(message) {
    if (!this.#isCurrent(message)) this.#pending.close(message.call, false);
    else if (message.reason === "handed-over") this.#call?.handOver();
    else if (message.reason === "failed" && !this.#canCall) this.#current.end("unsupported");
    else {
      const { reason = "hung-up", do_not_disturb: quiet } = message;
      if (quiet && this.#call) this.#call.details.quiet = asQuiet(quiet);
      this.#current.end(reason);
    }
  }

  /** @param {Message} message */
  #onAccepted(message) {
    const call = this.#call;
    if (call?.details.role !== "caller") return this.#isCurrent(message) && call?.media.early.confirm();
    if (this.#isCurrent(message)) {
      call.accepted(message.connection ?? null);
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
    call.media.openDevices(own.details.video);
    call.join(this.#pending.remove(id));
  }

  /** A greeting holds the current state. @param {Message} hello */
  #onHello(hello) {
    /** @type {ServerCall | null} */
    const server = hello.call ?? null;
    this.#current.setServers(hello.ice.servers);
    this.#current.setEarly(hello.early ?? false, server);
    this.#pending.keepOnly(server?.call);
    const hasLeft = Boolean(server && this.#pending.hasLeft(server.call));
    const verdict = reconcile(this.#call?.details ?? null, server, hasLeft);
    if (isForPage(verdict, this.#verdicts)) this.#verdicts[verdict](server, hello);
    else this.#call?.resync(verdict, server);
    const left = this.#storage.takeLeaving();
    if (left && left.id !== server?.call) this.#current.reportEnded("ended-meanwhile", left);
  }

  /** @param {Message} error */
  #onError(error) {
    const sync = () => this.#send(protocol.sync());
    // What was refused is not sent again one by one. The next greeting tells what is missing.
    if (error.code === "unavailable") this.#timers.after("sync", SYNC_MS, sync);
    if (ELSEWHERE.has(error.about)) return;
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

/** What these are about has nothing to do with a call: call/people/ says so. */
const ELSEWHERE = new Set(["contact", "do-not-disturb", "early", "notify"]);

/** About a call that is over for this page: late errors are normal. @param {Message} error */
const isLate = ({ code }) => code === "not-found" || code === "too-late";

/**
 * @template {string} Name
 * @param {string} verdict
 * @param {Record<Name, unknown>} verdicts
 * @returns {verdict is Name}
 */
const isForPage = (verdict, verdicts) => Object.hasOwn(verdicts, verdict);
