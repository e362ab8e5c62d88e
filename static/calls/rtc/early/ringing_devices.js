/**
 * The caller's connections to the devices that ring, through relays: the device that accepts has one already.
 *
 * They carry the picture only. A device that rings shows nothing of it, but it need not be one that keeps to that.
 */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { HeldConnection, NO_TRACKS } from "./held_connection.js";
import { relayOnly } from "./relay_only.js";

/** Each one encodes the picture once more. */
const MAX_DEVICES = 3;
/** Until somebody looks at the picture. It is encoded for each device, and goes through the relay. @type {SenderLimits} */
const LIMITS = {
  audio: { bitrate: null, sparse: false },
  camera: { bitrate: 150_000, frameRate: 15, height: 180 },
  screen: { bitrate: 150_000, frameRate: null, height: null },
  paused: false,
  overloaded: false,
};

/** The device has found it connected. Here, that may be known a moment later. @type {Set<RTCPeerConnectionState>} */
const UP = new Set(["connecting", "connected"]);

export class RingingDevices {
  /** @type {Map<string, HeldConnection>} */
  #connections = new Map();
  /** @type {Tracks} */
  #tracks = NO_TRACKS;
  /** The one that is used; "" if it is none of them. @type {string | null} */
  #used = null;
  #newConnection;
  #send;

  /**
   * @param {object} parts
   * @param {(tracks: Tracks, on: PeerConnectionEvents) => PeerConnectionLike} parts.newConnection through relays only
   * @param {(connection: string, signal: Signal) => void} parts.send
   */
  constructor({ newConnection, send }) {
    this.#newConnection = newConnection;
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
    if (!signal.description && !signal.candidate) held ? held.pc.restartIce() : this.#open(id);
    else if (held) receive(held, signal);
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
    for (const { pc } of this.#connections.values()) pc.restartIce();
  }

  /**
   * The call is accepted. All but the one that is used are closed.
   * @param {string | null} id
   * @returns {HeldConnection | null} the first time, if there is one
   */
  use(id) {
    if (this.#used !== null) return null;
    const held = this.#connections.get(id ?? "");
    const isUsed = id !== null && held !== undefined && UP.has(held.state);
    this.#used = isUsed ? id : "";
    for (const other of this.#connections.values()) if (other !== held || !isUsed) other.close();
    return isUsed ? held : null;
  }

  /** Whether this connection is the call's. @param {string} id */
  isUsing(id) {
    return this.#used === id;
  }

  /** What is in use by then goes on. */
  close() {
    if (this.#used === null) this.use(null);
  }

  /** @param {string} id */
  #open(id) {
    if (this.#connections.size >= MAX_DEVICES && !this.#makeRoom()) return;
    const held = tryOrUndefined(
      () =>
        new HeldConnection({
          newConnection: this.#newConnection,
          tracks: this.#tracks,
          send: (signal) => {
            for (const each of relayOnly(signal)) this.#send(id, each);
          },
          onstate: (state) => state === "failed" && this.#drop(id),
        }),
    );
    if (!held) return;
    this.#connections.set(id, held);
    held.pc.limit(LIMITS);
    held.pc.startOffer();
  }

  /** A device that has asked again, or is gone, leaves a connection that never comes up. Returns whether there was one. */
  #makeRoom() {
    const oldest = [...this.#connections].find(([, { state }]) => !UP.has(state));
    if (oldest) this.#drop(oldest[0]);
    return oldest !== undefined;
  }

  /** @param {string} id */
  #drop(id) {
    this.#connections.get(id)?.close();
    this.#connections.delete(id);
  }
}

/** What cannot be used leaves a connection that never comes up. @param {HeldConnection} held @param {Signal} signal */
export async function receive(held, signal) {
  try {
    for (const each of relayOnly(signal)) await held.pc.onSignal(each);
  } catch (error) {
    console.debug("not connected while it rings", error);
  }
}
