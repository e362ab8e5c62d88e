/** Stands for the features of a call (`CallFeatures`) until their module has loaded. */

import { tryOrReport } from "../lib/browser/report.js";

/** After so many failed attempts, the module may be gone with the version that this page is of. */
const MAX_ATTEMPTS = 4;
/** In the tab's storage: the page was reloaded because the module did not load. Once must do. */
const KEY = "videochat.reloadedForFeatures";

/** @typedef {import("./call_features.js").CallFeatures} CallFeatures */
/**
 * @typedef {object} LazyFeaturesParts
 * @property {() => void} load begins to load them, if that has not begun
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage the tab's session storage
 * @property {() => boolean} inUse whether a reload would take something from the user
 * @property {() => void} reload
 */

export class LazyFeatures {
  /** @type {Pick<CallFeatures, "start" | "show" | "onHello" | "requestVideo"> | null} */
  #features = null;
  /** Calls that began before. @type {Map<CallContext, CallFeature | null>} */
  #calls = new Map();
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** Whether the server has said hello to a page in no call. */
  #idleHello = false;
  #failures = 0;
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
    this.#parts.storage.removeItem(KEY);
    if (this.#idleHello && this.#calls.size === 0) features.onHello("idle");
    for (const call of this.#calls.keys()) this.#calls.set(call, tryOrReport(() => features.start(call)) ?? null);
    if (this.#snapshot) features.show(this.#snapshot);
  }

  /** @param {number} failures attempts to load them */
  onFailure(failures) {
    this.#failures = failures;
    this.#reloadIfGone();
  }

  /** A call needs them. @param {Snapshot} snapshot */
  show(snapshot) {
    this.#snapshot = snapshot;
    if (this.#features) return this.#features.show(snapshot);
    if (snapshot.state !== "idle") this.#parts.load();
    this.#reloadIfGone();
  }

  /** @param {CallState} state */
  onHello(state) {
    this.#idleHello = state === "idle";
    this.#features?.onHello(state);
  }

  /** False if the camera can be turned on without asking the peer. */
  requestVideo() {
    return this.#features?.requestVideo() ?? false;
  }

  /** Between calls, if the server can be reached: a page of the present version has its own module. */
  #reloadIfGone() {
    const { storage, inUse, reload } = this.#parts;
    if (this.#failures < MAX_ATTEMPTS || this.#snapshot?.state !== "idle" || !this.#snapshot.online) return;
    if (inUse() || storage.getItem(KEY)) return;
    storage.setItem(KEY, "yes");
    reload();
  }
}
