/** Stands for the features of a call (`CallFeatures`) until their module has loaded. */

import { tryOrReport } from "../lib/browser/report.js";
import { Timers } from "../lib/timing/timers.js";

/** After so many attempts that failed although the server answered, the module may be gone with the version that this page is of. */
const MAX_ATTEMPTS = 4;
/** Milliseconds until a page that is in use is looked at again. */
const AGAIN_MS = 3_000;
/** In the tab's storage: the address of the module because of which the page was reloaded. It reloads once for each. */
const KEY = "videochat.reloadedForFeatures";

/** @typedef {import("./call_features.js").CallFeatures} CallFeatures */
/**
 * @typedef {object} LazyFeaturesParts
 * @property {string} address of their module: each version has another one
 * @property {() => void} load tries to load them now
 * @property {() => void} ping asks the server for a pong
 * @property {() => void} explain tells the user that they have not loaded
 * @property {ReturnType<typeof import("../lib/browser/storage.js").openStorage>} storage the tab's session storage
 * @property {() => boolean} inUse whether a reload would take something from the user
 * @property {() => void} loaded called once
 * @property {() => void} reload
 */

/** @implements {SocketObserver} */
export class LazyFeatures {
  /** @type {Pick<CallFeatures, "start" | "show" | "onHello" | "requestVideo"> | null} */
  #features = null;
  /** Calls that began before. @type {Map<CallContext, CallFeature | null>} */
  #calls = new Map();
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** Whether the server has said hello to a page in no call. */
  #idleHello = false;
  /** Whether an attempt to load them has failed. */
  #failed = false;
  /** Whether the server has not answered since. */
  #unsure = false;
  /** How many attempts have failed although the server could be reached, since the socket is open. */
  #failures = 0;
  #timers = new Timers();
  #parts;

  /** @param {LazyFeaturesParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {CallContext} call @returns {CallFeature} */
  start(call) {
    if (this.#features) return this.#features.start(call);
    this.#calls.set(call, null);
    return {
      close: () => {
        this.#calls.get(call)?.close();
        this.#calls.delete(call);
      },
    };
  }

  /**
   * They have loaded. A module that was loaded twice, from two addresses, counts once.
   * @param {() => Pick<CallFeatures, "start" | "show" | "onHello" | "requestVideo">} create
   */
  use(create) {
    if (this.#features) return;
    const features = create();
    this.#features = features;
    this.#timers.clearAll();
    this.#parts.loaded();
    this.#parts.storage.removeItem(KEY);
    if (this.#idleHello && this.#calls.size === 0) features.onHello("idle");
    for (const call of this.#calls.keys()) this.#calls.set(call, tryOrReport(() => features.start(call)) ?? null);
    if (this.#snapshot) features.show(this.#snapshot);
  }

  /** An attempt to load them has failed: perhaps the network is away, and the socket does not know it yet. */
  onFailure() {
    this.#failed = true;
    if (!this.#snapshot?.online) return;
    this.#unsure = true;
    this.#parts.ping();
  }

  /** The network is not away. */
  onPong() {
    if (!this.#unsure) return;
    this.#unsure = false;
    this.#failures += 1;
    this.#reloadIfGone();
  }

  /** A call needs them. @param {Snapshot} snapshot */
  show(snapshot) {
    const { state = "idle", online = false } = this.#snapshot ?? {};
    this.#snapshot = snapshot;
    if (this.#features) return this.#features.show(snapshot);
    const begins = state === "idle" && snapshot.state !== "idle";
    const returns = !online && snapshot.online;
    if (returns) {
      this.#failures = 0;
      this.#unsure = false;
    }
    if (begins || (returns && this.#failed)) this.#parts.load();
  }

  /** @param {CallState} state */
  onHello(state) {
    this.#idleHello = state === "idle";
    this.#features?.onHello(state);
  }

  /** The camera's button was pressed. False if the camera can be turned on or off without asking the peer. */
  requestVideo() {
    if (this.#features) return this.#features.requestVideo();
    const { call, local } = this.#snapshot ?? {};
    if (!call || call.video || local?.camera) return false;
    this.#parts.explain();
    return true;
  }

  /** Between calls: a page of the present version has its own module. */
  #reloadIfGone() {
    const { address, storage, inUse, reload } = this.#parts;
    const { state, online } = this.#snapshot ?? {};
    if (this.#failures < MAX_ATTEMPTS || !online || storage.getItem(KEY) === address) return;
    if (state !== "idle" || inUse()) return this.#timers.after("again", AGAIN_MS, () => this.#reloadIfGone());
    // If the storage is full, the address of before goes, too.
    storage.removeItem(KEY);
    storage.setItem(KEY, address);
    // The page that comes would not know, and reload again.
    if (storage.outlivesPage(KEY)) reload();
  }
}
