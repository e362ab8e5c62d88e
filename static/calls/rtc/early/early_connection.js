/** A connection between the caller and a device that rings: through relays, unless both may learn where the other is. */

import { Timers } from "../../lib/timing/timers.js";
import { HeldConnection } from "./held_connection.js";
import { relayOnly } from "./relay_only.js";

/** The device has found it connected. Here, that may be known a moment later. @type {Set<RTCPeerConnectionState>} */
const UP = new Set(["connecting", "connected"]);

/**
 * Milliseconds from one search for direct ways to the next. As soon as the next one begins, Chromium pairs its new
 * candidates with those that it has of the peer. The peer drops such a pair in favour of its own new candidates. If it is
 * the pair that is nominated, the peer goes on sending as before the first search: through the relay.
 */
const SEARCH_MS = 2_000;

export class EarlyConnection extends HeldConnection {
  /** Whether both may learn where the other is. */
  isDirect;
  /** Whether ICE looks for direct ways. */
  #searches;
  /** Whether another search is wanted. */
  #restartDue = false;
  #timers = new Timers();

  /**
   * Throws if the browser makes no peer connection.
   * @param {object} parts
   * @param {boolean} parts.isDirect whether both may learn where the other is
   * @param {boolean} parts.hasRelay whether there is a relay: then it comes first, also for a direct connection, since a
   *   machine with many addresses finds a direct way seconds later
   * @param {(tracks: Tracks, on: PeerConnectionEvents, relayed: boolean) => PeerConnectionLike} parts.newConnection
   * @param {Tracks} [parts.tracks]
   * @param {(signal: Signal) => void} parts.send before it is used
   * @param {(state: RTCPeerConnectionState) => void} parts.onstate before it is used
   * @param {() => void} [parts.onstreams] see HeldConnection
   */
  constructor({ isDirect, hasRelay, newConnection, send, ...parts }) {
    super({
      ...parts,
      newConnection: (tracks, on) => newConnection(tracks, on, hasRelay || !isDirect),
      send: (signal) => {
        for (const each of isDirect ? [signal] : relayOnly(signal)) send(each);
      },
    });
    this.isDirect = isDirect;
    this.#searches = isDirect && !hasRelay;
  }

  /** Whether it is up, or about to be. */
  get isUp() {
    return UP.has(this.state);
  }

  /**
   * Whether the device may accept with it. While a direct way is looked for, ICE has got what it would get in any other
   * connection of this call, and began earlier.
   */
  get isUsable() {
    return this.#searches ? this.isUp : this.state === "connected";
  }

  /** The caller looks for a direct way as well, if that is allowed. */
  goDirect() {
    if (!this.isDirect || this.#searches) return;
    this.#searches = true;
    if (this.pc.allowDirect()) this.restart();
  }

  /** Looks for another way: at once, or after the present search, even if the call uses this connection by then. */
  restart() {
    this.#restartDue = this.#timers.has("search");
    // The peer may not have got what was sent.
    if (this.#restartDue) return this.pc.resendCandidates();
    this.pc.restartIce();
    if (this.#searches) this.#timers.after("search", SEARCH_MS, () => this.#restartDue && this.restart());
  }

  /** @override */
  close() {
    this.#timers.clearAll();
    super.close();
  }

  /** What cannot be used leaves a connection that never comes up. @param {Signal} signal of the peer */
  async receive(signal) {
    // The second offer is for a direct way.
    if (signal.description?.type === "offer" && this.isDirect && this.pc.hasRemoteDescription) {
      this.#searches = true;
      this.pc.allowDirect();
    }
    try {
      for (const each of this.isDirect ? [signal] : relayOnly(signal)) await this.pc.onSignal(each);
    } catch (error) {
      console.debug("not connected while it rings", error);
    }
  }
}
