/** One call as this page takes part in it: what is said in it, and the line to the peer; it knows of no other call. */

import { Timers } from "../lib/timers.js";
import { Channel } from "../rtc/data_channel.js";
import { Line } from "../rtc/media_connection.js";
import * as protocol from "../signaling/protocol.js";

/** Where another device goes on with the call, this one serves for so long, unless the peer lets go of it before. */
const SERVE_MS = 8_000;
const REPEAT_MS = 5_000;
const MAX_REPEATS = 4;
/** The server ends the ring; where it is out of reach, the page does so itself, this much later. */
const RING_GRACE_S = 2;
/** While this page's media flow, the server may wait for a peer whose socket is away. */
const VOUCH_MS = 20_000;
/** A peer that never says what its devices do (the five-message protocol) is taken to send both. */
const UNTOLD = { microphone: true, camera: true, screen: false };

const NO_STREAMS = { main: null, screen: null };

/** @typedef {{ call: string, polite: boolean, servers: RTCIceServer[], tracks: Tracks, beside: boolean, on: LinkEvents }} LinkOrder */
/**
 * @typedef {object} TalkParts
 * @property {(message: Message) => boolean} send
 * @property {MediaLike} media
 * @property {(order: LinkOrder) => LinkLike} newLink
 * @property {(talk: Talk) => Company} [newCompany] what else the two pages do in this call
 * @property {() => number} now milliseconds
 * @property {() => RTCIceServer[]} servers the freshest
 * @property {(event: CallEvent) => void} move
 * @property {() => void} show
 * @property {() => void} checkServer what has cut the peer off may have cut the server off, too
 * @property {(reason: string) => void} leave this side has to end it
 * @property {(reason: string) => void} end it is over for this page only
 */

export class Talk {
  /** @type {Line | null} */
  #line = null;
  #closed = false;
  /** Whether the server was asked for the call, which is on another device. */
  #asks = false;
  /** Whether the peer tells what its devices do. */
  #told = false;
  #timers = new Timers();
  #parts;
  /** @type {Company | undefined} */
  #company;
  /** The pages' own way to each other. */
  channel = new Channel();
  /** @type {Streams} */
  streams = NO_STREAMS;
  /** @type {Call} */
  call;

  /** @param {Pick<Call, "id" | "name" | "role"> & Partial<Call>} call @param {TalkParts} parts */
  constructor(call, parts) {
    this.call = {
      video: true,
      placed: false,
      accepted: false,
      since: null,
      remote: { ...UNTOLD },
      paused: false,
      ...call,
    };
    this.#parts = parts;
    this.channel.onchange(() => this.#meet());
  }

  /** Whether somebody takes part, rather than only hearing it ring. */
  get joined() {
    return this.#line !== null;
  }

  /** The caller begins: devices may take their time, the ring does not wait for them. */
  offer() {
    this.#connect();
    this.#open();
    this.#insist();
  }

  /** It rings here. @param {number} left seconds */
  ring(left) {
    this.#timers.after("ring", (left + RING_GRACE_S) * 1000, () => this.#parts.end("no-answer"));
  }

  /** The callee accepts. @param {import("./pending_calls.js").Letter} letter @param {boolean} camera */
  join({ offer, candidates }, camera) {
    this.#timers.clear("ring");
    this.#connect().begin();
    if (offer) this.#line?.hear({ description: offer });
    for (const candidate of candidates) this.#line?.hear({ candidate });
    this.#open(camera);
  }

  /** This page has been loaded anew in the middle of the call. @param {number} age seconds since it was accepted @param {Kind[]} off what was turned off before */
  resume(age, off) {
    this.#parts.media.keepOff(off);
    Object.assign(this.call, { placed: true, accepted: true, since: this.#parts.now() - age * 1000 });
    this.#parts.send(protocol.rejoin(this.call.id));
    this.#connect().begin();
    this.#open();
  }

  /** Whether the call is on another device of this person's, as far as this page knows, and the server was not asked for it. */
  get elsewhere() {
    return Boolean(this.call.handedOver || (this.call.takes && !this.#asks));
  }

  /** Goes on with a call that is on another device of this person's. Camera first: nobody is to see a dark picture. */
  async take() {
    await this.#open();
    this.#asks = true;
    this.#ask();
  }

  /** This device has the call. @param {number} age seconds since it was accepted */
  taken(age) {
    if (!this.call.takes) return;
    const since = this.#parts.now() - age * 1000;
    Object.assign(this.call, { takes: null, placed: true, accepted: true, since });
    this.#connect().begin();
  }

  /** Another device of this person's has taken the call; this one serves until the peer has found the way there. */
  handOver() {
    const { call, channel } = this;
    if (call.handedOver) return;
    const { end, show } = this.#parts;
    call.handedOver = true;
    this.#timers.clearAll();
    if (!this.#line?.up) return end("handed-over");
    this.#parts = { ...this.#parts, send: () => false };
    this.#line.retire();
    this.#timers.after("serve", SERVE_MS, () => end("handed-over"));
    channel.onchange(() => channel.open || this.#closed || end("handed-over"));
    show();
  }

  #ask() {
    const { takes, id } = this.call;
    if (takes && this.#asks && !this.#closed) this.#parts.send(protocol.take(id, takes.device));
  }

  /** The caller hears that the callee has accepted. */
  answered() {
    if (this.call.accepted) return;
    this.call.placed = this.call.accepted = true;
    this.#parts.move("accepted");
    this.#line?.begin();
    this.tellDevices();
  }

  repeatOffer() {
    this.#line?.repeat();
  }

  /** @param {Message} message that belongs to this call */
  hear(message) {
    const { call } = this;
    if (message.type === "calling") call.placed = true;
    else if (message.type === "ringing") this.#rings();
    else if (message.type === "offer") this.#line?.hear({ description: message.offer });
    else if (message.type === "answer") {
      this.answered();
      this.#line?.hear({ description: message.answer });
    } else if (message.type === "candidate" && message.candidate) this.#line?.hear({ candidate: message.candidate });
    else if (message.type === "going") this.#line?.expect();
    else if (message.type === "rejoin" && message.handover) this.#line?.succeed();
    else if (message.type === "rejoin" && call.accepted) this.#line?.rejoined();
    else if (message.type === "media") {
      this.#told = true;
      call.remote = { microphone: message.microphone, camera: message.camera, screen: message.screen };
      this.#parts.show();
    }
  }

  /** Says again what may not have been heard. @param {import("./reconcile.js").Verdict} verdict @param {Truth | null} truth */
  sayAgain(verdict, truth) {
    const { call } = this;
    const { send } = this.#parts;
    if (verdict === "ring-again") {
      send(protocol.ringing(call.id));
      if (typeof truth?.left === "number") this.ring(truth.left);
    }
    if (verdict === "offer-again") {
      if (truth?.state === "ringing" && truth.call === call.id) this.#rings();
      this.repeatOffer();
    }
    if (verdict === "take-again") this.#ask();
    if (verdict === "taken" && truth) this.taken(truth.age);
    if (verdict === "accepted") this.answered();
    if (verdict === "accept-again" && call.since === null) {
      send(protocol.accept(call.id, Boolean(this.#line?.fresh)));
      if (!this.#line?.fresh) this.#line?.repeat();
    }
    if (!call.accepted) return;
    this.#line?.hurry();
    this.tellDevices();
  }

  tellDevices() {
    const { send, media } = this.#parts;
    if (this.call.accepted) send(protocol.media(this.call.id, media.sending));
  }

  /** The devices have changed; resolves once they are on the wire. */
  async carry() {
    const carried = this.#line?.carry(this.#parts.media.outgoing, this.channel.open);
    this.tellDevices();
    await carried;
  }

  /** How much this side may send. @param {Limits} limits */
  limit(limits) {
    this.#line?.limit(limits);
  }

  /** This side wants no picture of the peer's camera, or wants it again. @param {boolean} paused */
  pause(paused) {
    this.call.paused = paused;
    this.#parts.show();
  }

  /** This machine's network has changed. */
  networkChanged() {
    this.#line?.moved();
  }

  /** What the browser counts of this call's connection; null before there is one. */
  async report() {
    return this.#line?.report() ?? null;
  }

  /** Whose certificates guard the present connection; null where nobody can tell. @returns {Promise<Fingerprints | null>} */
  async fingerprints() {
    return this.#line?.fingerprints() ?? null;
  }

  refreshServers() {
    this.#line?.setServers(this.#parts.servers());
  }

  close() {
    this.#closed = true;
    this.#timers.clearAll();
    this.#company?.close();
    this.channel.detach();
    this.#line?.close();
  }

  /** The peer's page has come into reach of this one, or has gone: a screen goes beside the camera where it is shown there. */
  #meet() {
    if (this.#closed) return;
    this.#line?.carry(this.#parts.media.outgoing, this.channel.open);
    this.#parts.show();
  }

  /** A voice call asks for no camera; it may be on from an own video call that this one has come before, or from the settings. @param {boolean} camera */
  #open(camera = true) {
    const { media } = this.#parts;
    if (camera && this.call.video) return media.open();
    media.off("camera");
    return media.open(["microphone"]);
  }

  #rings() {
    this.call.placed = true;
    this.#parts.move("rings");
  }

  /** Until the server has confirmed a call, nobody knows of it but this page. */
  #insist(times = 0) {
    setTimeout(() => {
      if (this.#closed || this.call.placed) return;
      if (times === MAX_REPEATS) return this.#parts.leave("unreachable");
      this.repeatOffer();
      this.#insist(times + 1);
    }, REPEAT_MS);
  }

  #connect() {
    const { call } = this;
    const { send, media, newLink, servers, move, leave, checkServer } = this.#parts;
    const polite = call.role === "callee";
    const line = new Line({
      calls: !polite,
      newLink: (on) =>
        newLink({ call: call.id, polite, servers: servers(), tracks: media.outgoing, beside: this.channel.open, on }),
      on: {
        send: ({ description, candidate }) => {
          if (description) send(protocol.describe(call, description));
          if (candidate) send(protocol.candidate(call, candidate));
        },
        streams: (streams) => this.#receive(streams),
        channel: (channel) => this.channel.attach(channel),
        connected: () => this.#connected(),
        lost: () => {
          move("lost");
          checkServer();
        },
        ask: () => send(call.since === null ? protocol.accept(call.id, true) : protocol.rejoin(call.id)),
        rejoin: () => send(protocol.rejoin(call.id)),
        pictured: () => (call.remote.camera && !call.paused) || call.remote.screen,
        expects: () => this.#told && (call.remote.microphone || (call.remote.camera && !call.paused)),
        expired: () => leave(call.since === null ? "failed" : "lost"),
        broken: () => leave("failed"),
      },
    });
    this.#line = line;
    this.#company ??= this.#parts.newCompany?.(this);
    return line;
  }

  #vouch() {
    this.#timers.after("vouch", VOUCH_MS, () => {
      if (this.#line?.alive) this.#parts.send(protocol.flowing(this.call.id));
      this.#vouch();
    });
  }

  #connected() {
    if (!this.#timers.has("vouch")) this.#vouch();
    this.call.since ??= this.#parts.now();
    this.#parts.move("connected");
    this.tellDevices();
  }

  /** @param {Streams} streams */
  #receive(streams) {
    this.streams = streams;
    this.#parts.show();
  }
}
