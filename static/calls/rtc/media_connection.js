/** One call's connection to the peer: a link, watched over and made anew when nothing else helps; it knows no call's state. */

import { Timers } from "../lib/timers.js";
import { Health } from "./health.js";
import { InboundMonitor } from "./inbound_monitor.js";
import { MakeBeforeBreak } from "./make_before_break.js";

/** The caller's side heals. The callee's comes to its aid only where that side sees no harm, and later, so as not to collide. */
const RESTARTS = { caller: 3, callee: 6 };
const LOOK_MS = 500;

/**
 * @typedef {object} MediaConnectionEvents
 * @property {(signal: Signal) => void} send
 * @property {(streams: Streams) => void} streams what comes from the peer
 * @property {(channel: RTCDataChannel) => void} channel
 * @property {() => void} connected
 * @property {() => void} lost
 * @property {() => void} ask the peer should say its offer (again)
 * @property {() => boolean} rejoin the peer is to make a new peer connection, too; false where it cannot be told
 * @property {() => boolean} expects whether the peer has said that it sends something all the time
 * @property {() => boolean} expectsVideo whether the peer has said that there is something to see
 * @property {() => void} expired
 * @property {() => void} broken what the peer has offered cannot be used
 */

export class MediaConnection {
  /** @type {PeerConnectionLike} */
  #link;
  /** @type {InboundMonitor | null} null where nothing is to be learnt from this link any more */
  #flow = null;
  /** @type {SenderLimits | null} of every link of this call */
  #limits = null;
  /** @type {MakeBeforeBreak | null} while another link still serves, until the present one is up */
  #succession = null;
  #timers = new Timers();
  #health;
  #calls;
  #newConnection;
  #on;

  /**
   * @param {object} parts
   * @param {boolean} parts.calls whether this side offers: one side alone does, and restarts, or both would collide
   * @param {(on: PeerConnectionEvents) => PeerConnectionLike} parts.newConnection
   * @param {MediaConnectionEvents} parts.on
   */
  constructor({ calls, newConnection, on }) {
    this.#calls = calls;
    this.#newConnection = newConnection;
    this.#on = on;
    this.#health = new Health({
      restarts: calls ? RESTARTS.caller : RESTARTS.callee,
      on: { ...on, restart: () => this.#restart(), rebuild: () => this.#rebuild() },
    });
    this.#link = this.#open();
  }

  /** Whether the peer has not described itself yet. */
  get fresh() {
    return this.#link.fresh;
  }

  /** Whether something has come from the peer in the last seconds. */
  get alive() {
    return this.#succession !== null || (this.#flow?.alive ?? false);
  }

  /** Whether there is a way to the peer, as far as is known. */
  get up() {
    return this.#health.up;
  }

  /** The call is accepted: media should come now. */
  begin() {
    this.#health.begin();
    this.#watch();
  }

  /** Signalling is back: what waits need not wait longer. */
  hurry() {
    this.#health.hurry();
  }

  /** The network has changed: whether the way to the peer is still there shows within a second; before there was one, this side begins anew. */
  moved() {
    this.#flow?.doubt();
    if (this.#calls) this.#health.moved();
  }

  /** Says the own offer or answer again. */
  repeat() {
    this.#link.repeat();
  }

  /** The peer's page goes; it may come back, with a new peer connection. */
  expect() {
    this.#flow = null;
    this.#health.renew();
  }

  /** The peer has a new peer connection, so this side needs one, too, unless its own is new itself: then both have begun anew. */
  rejoined() {
    if (!this.#link.fresh) return this.renew();
    // A second offer beside the first would leave open which of them an answer is for.
    this.#link.repeat();
    this.#wait();
  }

  /** The peer goes on from another device: the present link serves until there is one to that device. */
  succeed() {
    if (this.#succession) return this.rejoined();
    const former = this.#link;
    if (!this.#health.up) return this.rejoined();
    former.quiet();
    this.#succession = new MakeBeforeBreak({
      former,
      replacement: () => this.#link,
      expectsVideo: this.#on.expectsVideo,
      done: (streams) => this.#inherit(streams),
      failed: () => this.#disinherit(),
    });
    this.#link = this.#open();
    this.#health.succeed();
  }

  /** Another device of this person's goes on with the call: nothing is healed or said here any more. */
  retire() {
    this.#timers.clearAll();
    this.#health.stop();
    this.#link.quiet();
  }

  /** A new link, which the peer hears of by its first offer, or has asked for. */
  renew() {
    this.#link.close();
    if (this.#succession) this.#succession.restart();
    else this.#on.streams({ main: null, screen: null });
    this.#link = this.#open();
    this.#wait();
  }

  /** @param {Signal} signal */
  async onSignal(signal) {
    if (signal.description && this.#link.isFromAnother(signal.description)) {
      this.renew();
      // An answer from another connection was not for the new offer, which is on its way now.
      if (signal.description.type === "answer") return;
    }
    const link = this.#link;
    try {
      await link.onSignal(signal);
    } catch (error) {
      if (link !== this.#link) return;
      console.warn("a signal could not be used", error);
      if (signal.description && link.fresh) this.#on.broken();
    }
  }

  /** @param {Tracks} tracks @param {boolean} beside whether the peer shows a screen beside the camera */
  carry(tracks, beside) {
    return this.#link.carry(tracks, beside);
  }

  /** How much this side may send, on this link and on all that follow. @param {SenderLimits} limits */
  limit(limits) {
    this.#limits = limits;
    this.#link.limit(limits);
  }

  /** What the browser counts of the present link. */
  report() {
    return this.#link.report();
  }

  /** Whose certificates guard the present link. */
  fingerprints() {
    return this.#link.fingerprints();
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    this.#link.setServers(servers);
  }

  close() {
    this.#timers.clearAll();
    this.#flow = null;
    this.#health.stop();
    this.#succession?.close();
    this.#link.close();
  }

  #open() {
    const link = this.#newConnection({
      send: this.#on.send,
      streams: (streams) => (this.#succession ? this.#succession.onStreams(streams) : this.#on.streams(streams)),
      channel: this.#on.channel,
      state: (state) => this.#change(state),
    });
    this.#flow = new InboundMonitor();
    if (this.#limits) link.limit(this.#limits);
    if (this.#calls) link.call();
    return link;
  }

  /** @param {RTCPeerConnectionState} state */
  #change(state) {
    // What was seen before says nothing of a way that has just been found.
    if (state === "connected" && this.#flow) this.#flow = new InboundMonitor();
    if (state === "connected") this.#succession?.connected();
    this.#health.change(state);
  }

  /** For the present link, which is new. As long as another one serves, nothing is lost. */
  #wait() {
    if (this.#succession) this.#health.succeed();
    else this.#health.renew();
  }

  /** @param {Streams} streams */
  #inherit(streams) {
    this.#succession = null;
    this.#flow = new InboundMonitor();
    this.#on.streams(streams);
  }

  /** The former link serves no more, and the new one is not there yet. */
  #disinherit() {
    this.#succession = null;
    this.#on.streams({ main: null, screen: null });
    this.#health.renew();
  }

  #watch() {
    this.#timers.after("look", LOOK_MS, () => {
      this.#watch();
      this.#look();
    });
  }

  async #look() {
    const link = this.#link;
    const counters = await link.counters();
    if (link === this.#link && this.#flow && !this.#succession)
      this.#health.look(this.#flow.look(counters, this.#on.expects()));
  }

  #restart() {
    if (this.#calls) this.#link.restart();
    else if (this.#link.fresh) this.#on.ask();
  }

  #rebuild() {
    if (this.#on.rejoin()) this.renew();
  }
}
