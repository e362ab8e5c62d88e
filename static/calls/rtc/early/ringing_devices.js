/**
 * The caller's connections to the devices that ring: the device that accepts has one already.
 *
 * They carry the picture only. A device that rings may show it, if its user wants that.
 */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { Timers } from "../../lib/timing/timers.js";
import { INITIAL_SOUND } from "../remote_description.js";
import { EarlyConnection } from "./early_connection.js";
import { NO_TRACKS } from "./held_connection.js";

/** Each one encodes the picture once more. */
const MAX_DEVICES = 3;
/** With so many milliseconds for the relay, a direct way is looked for without it. */
const RELAY_MS = 1_000;
/** Until somebody looks at the picture: it is encoded for each device, and most often goes through the relay. @type {SenderLimits} */
const LIMITS = {
  audio: INITIAL_SOUND,
  camera: { bitrate: 150_000, frameRate: 15, height: 180 },
  screen: { bitrate: 150_000, frameRate: null, height: null },
  paused: false,
  overloaded: false,
};

export class RingingDevices {
  /** @type {Map<string, EarlyConnection>} */
  #connections = new Map();
  /** @type {Tracks} */
  #tracks = NO_TRACKS;
  /** The one that is used; "" if it is none of them. @type {string | null} */
  #used = null;
  #newConnection;
  #ways;
  #timers = new Timers();
  #send;

  /**
   * @param {object} parts
   * @param {(tracks: Tracks, on: PeerConnectionEvents, relayed: boolean) => PeerConnectionLike} parts.newConnection
   * @param {() => { isDirect: boolean, hasRelay: boolean }} parts.ways see EarlyConnection
   * @param {(connection: string, signal: Signal) => void} parts.send
   */
  constructor({ newConnection, ways, send }) {
    this.#newConnection = newConnection;
    this.#ways = ways;
    this.#send = send;
  }

  /**
   * From a device that rings. Without a description or candidate it asks for an offer, or for another one.
   * @param {string} id of the connection
   * @param {Signal} signal
   */
  onSignal(id, signal) {
    if (this.#used !== null) return;
    const held = this.#connections.get(id);
    if (!signal.description && !signal.candidate) held ? held.restart() : this.#open(id);
    else held?.receive(signal);
  }

  /** The device has closed it, or has asked for another one: it takes no place any more. @param {string} id */
  onClosed(id) {
    if (this.#used === null) this.#drop(id);
  }

  /** @param {Tracks} tracks what this side sends once the call is accepted */
  setTracks({ video }) {
    this.#tracks = { ...NO_TRACKS, video };
    if (this.#used !== null) return;
    for (const { pc } of this.#connections.values()) pc.setTracks(this.#tracks, false);
  }

  /** @param {RTCIceServer[]} servers */
  setServers(servers) {
    if (this.#used !== null) return;
    for (const { pc } of this.#connections.values()) pc.setServers(servers);
  }

  /** The network is another one. */
  restart() {
    if (this.#used !== null) return;
    for (const held of this.#connections.values()) held.restart();
  }

  /**
   * The call is accepted. All but the one that is used are closed.
   * @param {string | null} id
   * @returns {EarlyConnection | null} the first time, if there is one
   */
  use(id) {
    if (this.#used !== null) return null;
    const held = id === null ? undefined : this.#connections.get(id);
    const isUsed = held?.isUp ?? false;
    this.#used = isUsed ? id : "";
    this.#timers.clearAll();
    for (const other of this.#connections.values()) if (other !== held || !isUsed) other.close();
    return held && isUsed ? held : null;
  }

  /** Whether this connection is the call's. @param {string} id */
  isUsing(id) {
    return this.#used === id;
  }

  /** What is in use by then goes on. */
  close() {
    if (this.#used === null) this.use(null);
  }

  /** Direct connections are not allowed any more. A device whose connection is closed may ask for another one. */
  closeDirect() {
    if (this.#used !== null) return;
    for (const [id, { isDirect }] of this.#connections) if (isDirect) this.#drop(id);
  }

  /** @param {string} id */
  #open(id) {
    if (this.#connections.size >= MAX_DEVICES && !this.#makeRoom()) return;
    const ways = this.#ways();
    const held = tryOrUndefined(
      () =>
        new EarlyConnection({
          ...ways,
          newConnection: this.#newConnection,
          tracks: this.#tracks,
          send: (signal) => this.#send(id, signal),
          onstate: (state) => {
            if (state === "connected" && this.#used === null) held?.goDirect();
            else if (state === "failed") this.#drop(id);
          },
        }),
    );
    if (!held) return;
    this.#connections.set(id, held);
    held.pc.limit(LIMITS);
    held.pc.startOffer();
    if (ways.isDirect) this.#timers.after(id, RELAY_MS, () => held.goDirect());
  }

  /** A device that has asked again, or is gone, leaves a connection that never comes up. Returns whether there was one. */
  #makeRoom() {
    const oldest = [...this.#connections].find(([, { isUp }]) => !isUp);
    if (oldest) this.#drop(oldest[0]);
    return oldest !== undefined;
  }

  /** @param {string} id */
  #drop(id) {
    this.#timers.clear(id);
    this.#connections.get(id)?.close();
    this.#connections.delete(id);
  }
}
