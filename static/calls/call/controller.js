/** The one conductor: hears the person, the server and the devices, keeps the state of the call; it draws nothing. */

import { Timers } from "../lib/timers.js";
import * as protocol from "../signaling/protocol.js";
import { Call } from "./call.js";
import { INITIAL, next } from "./call_state.js";
import { CallStorage } from "./call_storage.js";
import { PendingCalls } from "./pending_calls.js";
import { reconcile } from "./reconcile.js";

/** From a word that the server could not serve to the next question for the truth. */
const SYNC_MS = 2_000;

/**
 * @typedef {object} ControllerParts
 * @property {(message: Message) => boolean} send
 * @property {MediaLike} media
 * @property {CallObserver} audience
 * @property {(order: import("./call.js").PeerConnectionOptions) => PeerConnectionLike} newConnection
 * @property {(talk: Call) => CallFeature} [newFeatures] what else two pages do in a call
 * @property {() => string} newId
 * @property {CallStorage} [kept] what outlives a reload
 * @property {() => number} now milliseconds
 * @property {() => void} checkServer see whether the server is still in reach
 */

export class CallController {
  /** @type {CallState} */
  #state = INITIAL;
  /** @type {Call | null} */
  #talk = null;
  /** @type {RTCIceServer[]} */
  #servers = [];
  #online = false;
  #inbox;
  #kept;
  #timers = new Timers();
  #parts;

  /** @param {ControllerParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#kept = parts.kept ?? new CallStorage(null);
    this.#inbox = new PendingCalls(this.#kept);
    parts.media.onchange = () => {
      const carried = this.#talk?.carry();
      if (this.#talk) this.#kept.keepOff(this.#talk.details.id, parts.media.turnedOff);
      this.#show();
      return carried;
    };
  }

  get state() {
    return this.#state;
  }

  /** What the browser counts of the call's connection; null where there is none. */
  async report() {
    return (await this.#talk?.report()) ?? null;
  }

  /** @param {string} name @param {boolean} video false: by voice alone @param {string} id */
  place(name, video = true, id = this.#parts.newId()) {
    // Who calls somebody at the moment of being called by the same means to talk.
    if (this.#state === "incoming" && this.#talk?.details.name === name) return this.accept(video);
    if (this.#state !== "idle") return;
    this.#begin("place", { id, name, role: "caller", video }).offer();
  }

  /** Goes on here with a call that is on another device of this person's. @param {Pick<CallDetails, "id" | "name" | "role" | "video"> & { device: string | null }} call */
  take({ id, name, role, video, device }) {
    if (this.#state !== "idle") return;
    this.#inbox.reopen(id);
    this.#begin("take", { id, name, role, video, takes: { device } }).take();
  }

  /** @param {boolean} camera whether this person's camera goes on with the call, in a video call */
  accept(camera = true) {
    const talk = this.#talk;
    if (this.#state !== "incoming" || !talk) return;
    const letter = this.#inbox.take(talk.details.id);
    talk.details.accepted = true;
    this.#parts.send(protocol.accept(talk.details.id, !letter.offer));
    this.#move("accept");
    talk.join(letter, camera);
  }

  /** Cancels, declines or hangs up, by the call's state. */
  hangUp() {
    // Of a call that is on another device, this page can only let go.
    if (this.#talk?.elsewhere) this.#end("handed-over");
    else if (this.#state === "incoming") this.#leave("declined");
    else this.#leave(this.#talk?.details.accepted ? "hung-up" : "cancelled");
  }

  /** The page goes: nobody is to wait for a caller who is not there. Of a talk nobody knows: it goes on if the page comes back. */
  pageGoes() {
    if (this.#state === "calling" || this.#state === "ringing") this.hangUp();
    else if (this.#talk?.details.accepted && !this.#talk.elsewhere)
      this.#parts.send(protocol.going(this.#talk.details.id));
  }

  /** Another tab has taken this tab's place, and the call with it; it may come back. */
  moved() {
    this.#finish("moved", false);
  }

  /** This machine has another network, or the same one again. */
  networkChanged() {
    this.#talk?.networkChanged();
  }

  /** @param {boolean} online whether the server is in reach */
  setOnline(online) {
    this.#online = online;
    this.#show();
  }

  /** @param {Message} message */
  onMessage(message) {
    const { type, call } = message;
    const ours = this.#talk?.details.id === call;
    if (type === "hello") this.#greeted(message);
    else if (type === "ice") this.#setServers(message.servers);
    else if (type === "error") this.#refused(message);
    else if (type === "accepted") this.#accepted(message);
    else if (type === "taken" && ours) this.#talk?.taken(message.age);
    else if (type === "leave" && ours && message.reason === "handed-over") this.#talk?.handOver();
    else if (type === "leave" && ours) this.#end(message.reason ?? "hung-up");
    else if (type === "leave") this.#inbox.close(call, false);
    else if (ours && this.#talk?.joined) this.#talk.onMessage(message);
    else if (type === "candidate" && message.candidate) this.#inbox.candidate(call, message.candidate);
    else if (type === "offer") {
      this.#inbox.offer(call, { ...message, until: this.#until(message.left) });
      this.#takeUp();
    }
  }

  /** @param {Message} message */
  #accepted({ call: id, name, needs_offer: needsOffer, video = true }) {
    const talk = this.#talk;
    if (talk?.details.role !== "caller") return;
    if (talk.details.id === id) {
      talk.answered();
      if (needsOffer) talk.repeatOffer();
    } else if (!talk.details.accepted && talk.details.name === name && !this.#inbox.isOver(id)) {
      // Both called each other, and the other one's call stands: it is taken as if Accept had been pressed.
      talk.close();
      this.#inbox.close(talk.details.id, false);
      const joined = this.#begin("accepted", { id, name, role: "callee", accepted: true, video });
      // The call that stands says which kind it is; but no camera goes on that its person has not asked for.
      joined.join(this.#inbox.take(id), talk.details.video);
    }
  }

  /** The greeting holds the truth. @param {Message} hello */
  #greeted(hello) {
    /** @type {ServerCall | null} */
    const truth = hello.call ?? null;
    this.#setServers(hello.ice.servers);
    this.#inbox.keepOnly(truth?.call);
    const verdict = reconcile(this.#talk?.details ?? null, truth, Boolean(truth && this.#inbox.left(truth.call)));
    if (verdict === "leave-again") {
      this.#parts.send(protocol.leave(hello.call.call));
      // What goes on here meanwhile is another call: to that one the server had nothing to say.
      this.#greeted({ ...hello, call: null });
    } else if (verdict === "gone") {
      // Nobody has taken it in time, as far as this page can know.
      const { accepted, takes } = /** @type {Call} */ (this.#talk).details;
      this.#end(accepted || takes ? "gone" : "no-answer");
      this.#greeted(hello);
    } else if (verdict === "elsewhere") {
      if (this.#talk?.details.accepted) this.#talk.handOver();
      else this.#end("answered-elsewhere");
    } else if (this.#talk) this.#talk.sayAgain(verdict, truth);
    else if (truth) this.#adopt(verdict, truth);
  }

  /** A call that this page knows nothing of (any more). @param {string} verdict @param {ServerCall} truth */
  #adopt(verdict, { call: id, name, role, age, left, video = true }) {
    if (verdict === "ring") this.#ring({ id, name, video, until: this.#until(left) });
    else if (verdict === "resume") this.#begin("resume", { id, name, role, video }).resume(age, this.#kept.off(id));
    else if (verdict === "place-again") this.place(name, video, id);
  }

  /** @param {Message} error */
  #refused({ code, call: id }) {
    // What was refused is not said again one by one: the next greeting tells what is missing.
    if (code === "unavailable") this.#timers.after("sync", SYNC_MS, () => this.#parts.send(protocol.sync()));
    const call = this.#talk?.details;
    if (!call) return;
    // A take is said again with the next greeting.
    if (call.takes && code === "unavailable") return;
    // Of an offer that is refused, the server may hold no call, or name the one that is in its way.
    if (call.takes && id === call.id) {
      this.#end("not-taken");
      this.#parts.send(protocol.sync());
      return;
    }
    const ours = code === "in-call" || !id || id === call.id;
    if (call.role === "caller" && !call.placed && ours) {
      this.#end(code, code === "unavailable");
      // The call in its way may be one that this page is in, and has not heard of.
      if (code === "in-call") this.#parts.send(protocol.sync());
    } else if (id === call.id && code === "too-late" && call.since === null) this.#end("too-late");
    else if (id === call.id && code === "not-found") this.#parts.send(protocol.sync());
  }

  /** A call that waits is taken up when nothing else is going on. */
  #takeUp() {
    const waiting = this.#inbox.waiting();
    if (waiting && this.#state === "idle") this.#ring(waiting);
  }

  /** @param {{ id: string, name: string, video: boolean, until: number | null }} call */
  #ring({ id, name, video, until }) {
    const talk = this.#begin("offer", { id, name, role: "callee", video });
    this.#parts.send(protocol.ringing(id));
    if (until !== null) talk.ring((until - this.#parts.now()) / 1000);
  }

  /** @param {number | null} [left] seconds */
  #until(left) {
    return left === undefined || left === null ? null : this.#parts.now() + left * 1000;
  }

  /** @param {CallEvent} event @param {Pick<CallDetails, "id" | "name" | "role"> & Partial<CallDetails>} call */
  #begin(event, call) {
    const talk = new Call(call, {
      ...this.#parts,
      servers: () => this.#servers,
      move: (event) => this.#move(event),
      show: () => this.#show(),
      leave: (reason) => this.#leave(reason),
      end: (reason) => this.#end(reason),
    });
    this.#talk = talk;
    this.#move(event);
    return talk;
  }

  /** @param {RTCIceServer[]} servers */
  #setServers(servers) {
    this.#servers = servers;
    this.#talk?.refreshServers();
  }

  /** This page ends the call. @param {string} reason */
  #leave(reason) {
    const talk = this.#talk;
    if (!talk) return;
    this.#parts.send(protocol.leave(talk.details.id, reason));
    this.#inbox.close(talk.details.id, true);
    this.#finish(reason, true);
    this.#takeUp();
  }

  /** The call is over by somebody else's doing. @param {string} reason @param {boolean} left whether the server may still hold it to be alive */
  #end(reason, left = false) {
    if (this.#talk) this.#inbox.close(this.#talk.details.id, left);
    this.#finish(reason);
    this.#takeUp();
  }

  /** @param {string} reason @param {boolean} mine */
  #finish(reason, mine = false) {
    const talk = this.#talk;
    if (!talk) return;
    const { name, role, since, video } = talk.details;
    talk.close();
    this.#talk = null;
    // A tab that has lost its place may come back to it.
    if (reason !== "moved") this.#kept.forgetOff();
    this.#move("end");
    // Where it only rang, the devices may be in use for something else: a look at them before the first call.
    if (talk.joined || talk.details.takes) this.#parts.media.close();
    const seconds = since === null ? null : (this.#parts.now() - since) / 1000;
    this.#parts.audience.ended({ reason, name, role, mine, seconds, video });
  }

  /** @param {CallEvent} event */
  #move(event) {
    this.#state = next(this.#state, event);
    this.#show();
  }

  #show() {
    const { media, audience } = this.#parts;
    audience.show({
      state: this.#state,
      call: this.#talk?.details ?? null,
      local: media.state,
      tracks: media.outgoing,
      remote: this.#talk?.streams ?? { main: null, screen: null },
      online: this.#online,
      channel: this.#talk?.channel.open ?? false,
    });
  }
}
