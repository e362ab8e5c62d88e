/** The camera and the microphone in use, one track of each: opens, replaces and releases them. */

import { settleWithin } from "../lib/timing/timers.js";
import { Capture, isBlocked } from "./capture/capture.js";
import { deviceOf } from "./devices/lists.js";

/** The camera sends one black frame before it closes. Otherwise an old picture would flash up when it opens again. */
const BLACK_FRAME_MS = 120;
/** A replaced track is released after this time at the latest: a closed connection never confirms the new one. */
const RELEASE_MS = 3_000;
/** A device whose track ends is opened again once in this time. */
const OPEN_AGAIN_MS = 10_000;

/** @typedef {import("./capture/capture.js").CaptureRequest} CaptureRequest */
/**
 * @typedef {object} InputEvents
 * @property {(kind: InputKind, track: MediaStreamTrack) => void} ended a device was unplugged, or has stopped
 * @property {() => void} changed the system has muted or unmuted a device, or one was closed
 * @property {(kind: InputKind) => boolean} isOff whether the user wants it off
 */

export class Inputs {
  /** @type {Record<InputKind, MediaStreamTrack | null>} */
  tracks = { microphone: null, camera: null };
  /** @type {Failures} what is wanted and failed to open */
  failures = {};
  /** @type {Map<string, number>} when a device was last opened again after its track had ended, by id */
  #openedAgain = new Map();
  /** @type {Set<MediaStreamTrack>} replaced, but perhaps still sent */
  #replaced = new Set();
  #capture;
  #on;

  /** @param {ConstructorParameters<typeof Capture>[0] & { on: InputEvents }} parts */
  constructor({ on, ...parts }) {
    this.#capture = new Capture(parts);
    this.#on = on;
  }

  /** @param {InputKind[]} kinds @param {() => boolean} isCurrent @returns {Promise<Failures>} */
  async open(kinds, isCurrent) {
    const { tracks, failures } = await this.#capture.request(kinds, { isCurrent });
    for (const kind of kinds) this.#keep(kind, tracks[kind], null, isCurrent);
    if (isCurrent()) Object.assign(this.failures, failures);
    return failures;
  }

  /**
   * Opens another track in place of the current one, which is used until then.
   * @param {InputKind} kind
   * @param {CaptureRequest & { isCurrent: () => boolean }} request
   * @returns {Promise<Failures>}
   */
  async replaceTrack(kind, request) {
    const old = this.tracks[kind];
    return this.#use(kind, old, await this.#openBeside(old, kind, request), request.isCurrent);
  }

  /**
   * Most phones open one camera at a time. There the old one has to stop first, and is opened again
   * if the new one fails.
   * @param {MediaStreamTrack | null} old
   * @param {InputKind} kind
   * @param {CaptureRequest & { isCurrent: () => boolean }} request
   */
  async #openBeside(old, kind, request) {
    const found = await this.#capture.request([kind], request);
    const { isCurrent, keepsOld } = request;
    const blocks = old?.readyState !== "ended" && found.failures[kind] === "in-use";
    if (!old || !blocks || keepsOld || !isCurrent()) return found;
    old.stop();
    const alone = await this.#capture.request([kind], request);
    if (alone.tracks[kind]) return alone;
    const { tracks } = await this.#capture.request([kind], { prefer: { [kind]: deviceOf(old) }, isCurrent });
    return { tracks, failures: alone.failures };
  }

  /**
   * @param {InputKind} kind
   * @param {MediaStreamTrack | null} old
   * @param {import("./capture/capture.js").CaptureResult} found
   * @param {() => boolean} isCurrent
   */
  #use(kind, old, { tracks, failures }, isCurrent) {
    const track = tracks[kind];
    if (!track && old?.readyState === "ended" && isCurrent()) this.#recordFailure(kind, failures);
    // Read only now: it may have been muted meanwhile.
    if (track && old) track.enabled = old.enabled;
    if (this.#keep(kind, track, old, isCurrent) && old) this.#replaced.add(old);
    return failures;
  }

  /**
   * Opens the device of a track that has ended again or, if that is not possible, another one.
   * @param {InputKind} kind
   * @param {() => boolean} isCurrent
   * @returns {Promise<Failures>}
   */
  async replaceEnded(kind, isCurrent) {
    const ended = this.tracks[kind];
    if (!ended) return {};
    const device = deviceOf(ended);
    const again = await this.#openAgain(kind, device, isCurrent);
    const done = again?.tracks[kind] || isBlocked(again?.failures[kind]);
    const found = done ? again : await this.#capture.request([kind], { without: device.id, isCurrent });
    const failures = this.#use(kind, ended, found, isCurrent);
    if (failures[kind] && isCurrent()) this.#recordFailure(kind, failures);
    return failures;
  }

  /**
   * Null for a device that is gone, or was opened again a moment ago: it would end for ever.
   * @param {InputKind} kind
   * @param {Device} device
   * @param {() => boolean} isCurrent
   */
  async #openAgain(kind, device, isCurrent) {
    if (!(await this.#capture.lists(kind, { id: device.id }))) return null;
    const now = performance.now();
    if (now - (this.#openedAgain.get(device.id) ?? Number.NEGATIVE_INFINITY) < OPEN_AGAIN_MS) return null;
    this.#openedAgain.set(device.id, now);
    return this.#capture.request([kind], { only: { [kind]: device }, isCurrent });
  }

  /** Whether the browser still lists a device under its name. @param {InputKind} kind @param {Device} device */
  lists(kind, device) {
    return this.#capture.lists(kind, device);
  }

  /** @param {InputKind} kind @param {Failures} failures */
  #recordFailure(kind, failures) {
    this.drop(kind);
    this.failures[kind] = failures[kind];
  }

  /** @param {InputKind} kind */
  drop(kind) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
  }

  /** Works at once, also for a replaced track that is still sent. @param {InputKind} kind @param {boolean} on */
  enable(kind, on) {
    const track = this.tracks[kind];
    for (const replaced of this.#replaced) if (replaced.kind === track?.kind) replaced.enabled = on;
    if (track) track.enabled = on;
  }

  /**
   * A muted microphone stays open, so that the first word is not lost. A camera that is off is
   * closed: its light goes out.
   * @param {InputKind} kind
   * @param {boolean} on
   */
  async switch(kind, on) {
    this.enable(kind, on);
    this.#on.changed();
    const { camera } = this.tracks;
    if (kind === "microphone" || on) return;
    await new Promise((resolve) => setTimeout(resolve, BLACK_FRAME_MS));
    // It may be on again, or have been closed.
    if (!camera || camera.enabled || this.tracks.camera !== camera) return;
    this.drop("camera");
    this.#on.changed();
  }

  /** Releases what has been replaced so far, once the promise is settled. @param {Promise<unknown>} promise */
  releaseAfter(promise) {
    const replaced = [...this.#replaced];
    return settleWithin(promise, RELEASE_MS).finally(() => this.#release(replaced));
  }

  /** Closes everything at once. */
  close() {
    this.failures = {};
    this.drop("microphone");
    this.drop("camera");
    this.#release([...this.#replaced]);
  }

  /** @param {MediaStreamTrack[]} tracks */
  #release(tracks) {
    for (const track of tracks) {
      track.stop();
      this.#replaced.delete(track);
    }
  }

  /**
   * Returns false if there is no track, or it is no longer wanted.
   * @param {InputKind} kind
   * @param {MediaStreamTrack | undefined} track
   * @param {MediaStreamTrack | null} old in whose place it comes; a later request may have been answered before
   * @param {() => boolean} isCurrent
   */
  #keep(kind, track, old, isCurrent) {
    if (!track) return false;
    const off = this.#on.isOff(kind);
    if (!isCurrent() || this.tracks[kind] !== old || (off && kind === "camera")) {
      track.stop();
      return false;
    }
    if (off && !this.tracks[kind]) track.enabled = false;
    this.tracks[kind] = track;
    delete this.failures[kind];
    track.onended = () => this.#on.ended(kind, track);
    // Its device may have vanished before anybody listened.
    if (track.readyState === "ended") this.#on.ended(kind, track);
    track.onmute = track.onunmute = () => this.tracks[kind] === track && this.#on.changed();
    return true;
  }
}
