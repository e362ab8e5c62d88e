/** One call as this page takes part in it: what is said in it, and the line to the peer; it knows of no other call. */

import { Timers } from "../lib/timers.js";
import { DataChannel } from "../rtc/data_channel.js";
import { MediaConnection } from "../rtc/media_connection.js";
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

/** @typedef {{ call: string, polite: boolean, servers: RTCIceServer[], tracks: Tracks, beside: boolean, on: PeerConnectionEvents }} PeerConnectionOptions */
/**
 * @typedef {object} CallParts
 * @property {(message: Message) => boolean} send
 * @property {MediaLike} media
 * @property {(order: PeerConnectionOptions) => PeerConnectionLike} newConnection
 * @property {(talk: Call) => CallFeature} [newFeatures] what else the two pages do in this call
 * @property {() => number} now milliseconds
 * @property {() => RTCIceServer[]} servers the freshest
 * @property {(event: CallEvent) => void} move
 * @property {() => void} show
 * @property {() => void} checkServer what has cut the peer off may have cut the server off, too
 * @property {(reason: string) => void} leave this side has to end it
 * @property {(reason: string) => void} end it is over for this page only
 */

export class Call {
  /** @type {MediaConnection | null} */
  #line = null;
  #closed = false;
  /** Whether the server was asked for the call, which is on another device. */
  #asks = false;
  /** Whether the peer tells what its devices do. */
  #told = false;
  #timers = new Timers();
  #parts;
  /** @type {CallFeature | undefined} */
  #company;
  /** The pages' own way to each other. */
  channel = new DataChannel();
  /** @type {Streams} */
  streams = NO_STREAMS;
  /** @type {CallDetails} */
  details;

  /** @param {Pick<CallDetails, "id" | "name" | "role"> & Partial<CallDetails>} call @param {CallParts} parts */
  constructor(call, parts) {
    this.details = {
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

  /** The callee accepts. @param {import("./pending_calls.js").PendingCall} letter @param {boolean} camera */
  join({ offer, candidates }, camera) {
    this.#timers.clear("ring");
    this.#connect().begin();
    if (offer) this.#line?.onSignal({ description: offer });
    for (const candidate of candidates) this.#line?.onSignal({ candidate });
    this.#open(camera);
  }

  /** This page has been loaded anew in the middle of the call. @param {number} age seconds since it was accepted @param {Kind[]} off what was turned off before */
  resume(age, off) {
    this.#parts.media.keepOff(off);
    Object.assign(this.details, { placed: true, accepted: true, since: this.#parts.now() - age * 1000 });
    this.#parts.send(protocol.rejoin(this.details.id));
    this.#connect().begin();
    this.#open();
  }

  /** Whether the call is on another device of this person's, as far as this page knows, and the server was not asked for it. */
  get elsewhere() {
    return Boolean(this.details.handedOver || (this.details.takes && !this.#asks));
  }

  /** Goes on with a call that is on another device of this person's. Camera first: nobody is to see a dark picture. */
  async take() {
    await this.#open();
    this.#asks = true;
    this.#ask();
  }

  /** This device has the call. @param {number} age seconds since it was accepted */
  taken(age) {
    if (!this.details.takes) return;
    const since = this.#parts.now() - age * 1000;
    Object.assign(this.details, { takes: null, placed: true, accepted: true, since });
    this.#connect().begin();
  }

  /** Another device of this person's has taken the call; this one serves until the peer has found the way there. */
  handOver() {
    const { details, channel } = this;
    if (details.handedOver) return;
    const { end, show } = this.#parts;
    details.handedOver = true;
    this.#timers.clearAll();
    if (!this.#line?.up) return end("handed-over");
    this.#parts = { ...this.#parts, send: () => false };
    this.#line.retire();
    this.#timers.after("serve", SERVE_MS, () => end("handed-over"));
    channel.onchange(() => channel.open || this.#closed || end("handed-over"));
    show();
  }

  #ask() {
    const { takes, id } = this.details;
    if (takes && this.#asks && !this.#closed) this.#parts.send(protocol.take(id, takes.device));
  }

  /** The caller hears that the callee has accepted. */
  answered() {
    if (this.details.accepted) return;
    this.details.placed = this.details.accepted = true;
    this.#parts.move("accepted");
    this.#line?.begin();
    this.tellDevices();
  }

  repeatOffer() {
    this.#line?.repeat();
  }

  /** @param {Message} message that belongs to this call */
  onMessage(message) {
    const { details } = this;
    if (message.type === "calling") details.placed = true;
    else if (message.type === "ringing") this.#rings();
    else if (message.type === "offer") this.#line?.onSignal({ description: message.offer });
    else if (message.type === "answer") {
      this.answered();
      this.#line?.onSignal({ description: message.answer });
    } else if (message.type === "candidate" && message.candidate)
      this.#line?.onSignal({ candidate: message.candidate });
    else if (message.type === "going") this.#line?.expect();
    else if (message.type === "rejoin" && message.handover) this.#line?.succeed();
    else if (message.type === "rejoin" && details.accepted) this.#line?.rejoined();
    else if (message.type === "media") {
      this.#told = true;
      details.remote = { microphone: message.microphone, camera: message.camera, screen: message.screen };
      this.#parts.show();
    }
  }

  /** Says again what may not have been heard. @param {import("./reconcile.js").Verdict} verdict @param {ServerCall | null} truth */
  sayAgain(verdict, truth) {
    const { details } = this;
    const { send } = this.#parts;
    if (verdict === "ring-again") {
      send(protocol.ringing(details.id));
      if (typeof truth?.left === "number") this.ring(truth.left);
    }
    if (verdict === "offer-again") {
      if (truth?.state === "ringing" && truth.call === details.id) this.#rings();
      this.repeatOffer();
    }
    if (verdict === "take-again") this.#ask();
    if (verdict === "taken" && truth) this.taken(truth.age);
    if (verdict === "accepted") this.answered();
    if (verdict === "accept-again" && details.since === null) {
      send(protocol.accept(details.id, Boolean(this.#line?.fresh)));
      if (!this.#line?.fresh) this.#line?.repeat();
    }
    if (!details.accepted) return;
    this.#line?.hurry();
    this.tellDevices();
  }

  tellDevices() {
    const { send, media } = this.#parts;
    if (this.details.accepted) send(protocol.media(this.details.id, media.sending));
  }

  /** The devices have changed; resolves once they are on the wire. */
  async carry() {
    const carried = this.#line?.carry(this.#parts.media.outgoing, this.channel.open);
    this.tellDevices();
    await carried;
  }

  /** How much this side may send. @param {SenderLimits} limits */
  limit(limits) {
    this.#line?.limit(limits);
  }

  /** This side wants no picture of the peer's camera, or wants it again. @param {boolean} paused */
  pause(paused) {
    this.details.paused = paused;
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
    if (camera && this.details.video) return media.open();
    media.off("camera");
    return media.open(["microphone"]);
  }

  #rings() {
    this.details.placed = true;
    this.#parts.move("rings");
  }

  /** Until the server has confirmed a call, nobody knows of it but this page. */
  #insist(times = 0) {
    setTimeout(() => {
      if (this.#closed || this.details.placed) return;
      if (times === MAX_REPEATS) return this.#parts.leave("unreachable");
      this.repeatOffer();
      this.#insist(times + 1);
    }, REPEAT_MS);
  }

  #connect() {
    const { details } = this;
    const { send, media, newConnection, servers, move, leave, checkServer } = this.#parts;
    const polite = details.role === "callee";
    const line = new MediaConnection({
      calls: !polite,
      newConnection: (on) =>
        newConnection({
          call: details.id,
          polite,
          servers: servers(),
          tracks: media.outgoing,
          beside: this.channel.open,
          on,
        }),
      on: {
        send: ({ description, candidate }) => {
          if (description) send(protocol.describe(details, description));
          if (candidate) send(protocol.candidate(details, candidate));
        },
        streams: (streams) => this.#onStreams(streams),
        channel: (channel) => this.channel.attach(channel),
        connected: () => this.#connected(),
        lost: () => {
          move("lost");
          checkServer();
        },
        ask: () => send(details.since === null ? protocol.accept(details.id, true) : protocol.rejoin(details.id)),
        rejoin: () => send(protocol.rejoin(details.id)),
        expectsVideo: () => (details.remote.camera && !details.paused) || details.remote.screen,
        expects: () => this.#told && (details.remote.microphone || (details.remote.camera && !details.paused)),
        expired: () => leave(details.since === null ? "failed" : "lost"),
        broken: () => leave("failed"),
      },
    });
    this.#line = line;
    this.#company ??= this.#parts.newFeatures?.(this);
    return line;
  }

  #vouch() {
    this.#timers.after("vouch", VOUCH_MS, () => {
      if (this.#line?.alive) this.#parts.send(protocol.flowing(this.details.id));
      this.#vouch();
    });
  }

  #connected() {
    if (!this.#timers.has("vouch")) this.#vouch();
    this.details.since ??= this.#parts.now();
    this.#parts.move("connected");
    this.tellDevices();
  }

  /** @param {Streams} streams */
  #onStreams(streams) {
    this.streams = streams;
    this.#parts.show();
  }
}
