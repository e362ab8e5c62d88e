/** Opens the chosen camera and microphone through the browser, and classifies what fails. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { find } from "../devices/choices.js";
import { deviceOf, listDevices } from "../devices/lists.js";
import { kindsThatAre } from "./permissions.js";

/** Names of DOMException (Media Capture and Streams, section 10.3) as failures that the user can do something about. */
/** @type {Record<string, Failure>} */
const FAILURES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "in-use",
  AbortError: "in-use",
};

/** @param {unknown} error */
const nameOf = (error) => (error instanceof Error || error instanceof DOMException ? error.name : "");

/** Why there is nothing to open devices with. @returns {Failure} */
const unavailable = () => (tryOrUndefined(() => globalThis.isSecureContext) ? "unsupported" : "insecure");

/**
 * What Chromium says in the message of a NotAllowedError, if not the person has blocked the site.
 * @type {[RegExp, Failure][]}
 */
const NOT_ALLOWED = [
  [/ by system\b/, "system"],
  [/ dismissed\b/, "dismissed"],
];

/** @param {unknown} error @returns {Failure} */
export function failure(error) {
  const found = FAILURES[nameOf(error)] ?? "other";
  if (found !== "denied" || !(error instanceof DOMException)) return found;
  return NOT_ALLOWED.find(([words]) => words.test(error.message))?.[1] ?? found;
}

/** Whether somebody has to allow it first. @param {Failure | undefined} why */
export const isBlocked = (why) => why === "denied" || why === "system" || why === "dismissed";

const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 } };

/**
 * @typedef {object} CaptureRequest
 * @property {Partial<Record<InputKind, Device | null>>} [prefer] instead of the chosen device
 * @property {MediaTrackConstraints} [processing] instead of the chosen voice processing
 * @property {Partial<Record<InputKind, Device>>} [only] these devices, or none
 * @property {string} [without] the id of an unplugged device, which the browser may still list
 * @property {boolean} [keepsOld] whether the track in use stays open, even if the new one cannot be opened beside it
 * @property {() => boolean} [isCurrent] whether it is still wanted
 */
/** @typedef {Partial<Record<InputKind, string>>} Ids */
/** @typedef {{ tracks: Partial<Record<InputKind, MediaStreamTrack>>, failures: Failures }} CaptureResult */

export class Capture {
  #devices;
  #permissions;
  #choices;
  #pending;

  /**
   * @param {object} parts
   * @param {MediaDevices | undefined} parts.devices undefined on an insecure page
   * @param {Permissions | undefined} parts.permissions
   * @param {import("../devices/choices.js").DeviceChoices} parts.choices
   * @param {import("./pending_requests.js").PendingRequests} parts.pending
   */
  constructor({ devices, permissions, choices, pending }) {
    this.#devices = devices;
    this.#permissions = permissions;
    this.#choices = choices;
    this.#pending = pending;
  }

  /**
   * Opens as many of the kinds as possible.
   * @param {InputKind[]} kinds
   * @param {CaptureRequest} [options]
   * @returns {Promise<CaptureResult>}
   */
  async request(kinds, options = {}) {
    if (!tryOrUndefined(() => this.#devices?.getUserMedia)) return { tracks: {}, failures: each(kinds, unavailable) };
    try {
      const tracks = await this.#get(kinds, options);
      const missing = kinds.filter((kind) => !tracks[kind]);
      return { tracks, failures: each(missing, () => "missing") };
    } catch (error) {
      const blocked = await kindsThatAre("denied", kinds, this.#permissions);
      // One of two devices may still work. But a user who has just denied both is not asked again.
      const why = failure(error);
      const refused = why === "denied" || why === "dismissed";
      const askAgain = blocked.length === 0 ? !refused : blocked.length < kinds.length;
      if (kinds.length === 1 || !askAgain) {
        return { tracks: {}, failures: each(kinds, (kind) => (blocked.includes(kind) ? "denied" : why)) };
      }
    }
    return this.#oneByOne(kinds, options);
  }

  /** @param {InputKind[]} kinds @param {CaptureRequest} options */
  async #oneByOne(kinds, options) {
    /** @type {CaptureResult} */
    const found = { tracks: {}, failures: {} };
    for (const kind of kinds) {
      if (options.isCurrent?.() === false) continue;
      const { tracks, failures } = await this.request([kind], options);
      Object.assign(found.tracks, tracks);
      Object.assign(found.failures, failures);
    }
    return found;
  }

  /** @param {InputKind[]} kinds @param {CaptureRequest} options */
  async #get(kinds, options) {
    const ids = await this.#ids(kinds, options);
    try {
      return await this.#open(kinds, ids, options);
    } catch (error) {
      // The chosen device is not there, so any other will do.
      if (Object.keys(ids).length === 0 || options.only || failure(error) !== "missing") throw error;
      return this.#preferChosen(await this.#open(kinds, {}, options), options);
    }
  }

  /** @param {InputKind[]} kinds @param {Ids} ids @param {CaptureRequest} options */
  async #open(kinds, ids, { processing = this.#choices.processing, isCurrent }) {
    if (isCurrent?.() === false) throw new DOMException("no longer wanted", "AbortError");
    /** @type {MediaStreamConstraints} */
    const constraints = {};
    for (const kind of kinds) {
      const deviceId = ids[kind] === undefined ? undefined : { exact: ids[kind] };
      if (kind === "microphone") constraints.audio = { ...processing, ...(deviceId && { deviceId }) };
      else constraints.video = { ...CAMERA, ...(deviceId ? { deviceId } : { facingMode: "user" }) };
    }
    const request = /** @type {MediaDevices} */ (this.#devices).getUserMedia(constraints);
    const stream = await this.#pending.watch(kinds, request);
    /** @type {CaptureResult["tracks"]} */
    const tracks = {};
    for (const track of [...stream.getAudioTracks(), ...stream.getVideoTracks()]) {
      tracks[track.kind === "audio" ? "microphone" : "camera"] = track;
    }
    return tracks;
  }

  /**
   * Whether the browser still lists a device. An alias like "default" keeps its id whatever device
   * it stands for: only its name tells.
   * @param {InputKind} kind
   * @param {{ id: string, label?: string }} device
   */
  async lists(kind, { id, label }) {
    const lists = await listDevices(this.#devices);
    return lists[kind].some((device) => device.id === id && (label === undefined || device.label === label));
  }

  /** The ids to ask for. Without one, the browser chooses. @param {InputKind[]} kinds @param {CaptureRequest} options */
  async #ids(kinds, { prefer = {}, only, without }) {
    /** @type {Ids} */
    const ids = {};
    if (only) return Object.fromEntries(Object.entries(only).map(([kind, { id }]) => [kind, id]));
    const wanted = kinds.map((kind) => /** @type {const} */ ([kind, prefer[kind] ?? this.#choices.get(kind)]));
    if (without === undefined && !wanted.some(([, device]) => device)) return ids;
    const lists = await listDevices(this.#devices);
    for (const [kind, device] of wanted) {
      const there = lists[kind].filter(({ id }) => id !== without);
      if (without !== undefined && there.length === 0) throw new DOMException("nothing left", "NotFoundError");
      const found = find(there, device) ?? (without === undefined ? null : there[0]);
      // Before the first permission devices have no names. Then the stored id is the best guess.
      const id = found?.id ?? (lists[kind].length === 0 ? device?.id : undefined);
      if (id !== undefined) ids[kind] = id;
    }
    return ids;
  }

  /**
   * Only now do the devices have names, and the chosen one may be there under another id.
   * @param {CaptureResult["tracks"]} tracks
   * @param {CaptureRequest} options
   */
  async #preferChosen(tracks, { isCurrent }) {
    const lists = await listDevices(this.#devices);
    for (const [kind, track] of /** @type {[InputKind, MediaStreamTrack][]} */ (Object.entries(tracks))) {
      const found = find(lists[kind], this.#choices.get(kind));
      if (!found || found.id === deviceOf(track).id) continue;
      const better = await this.#open([kind], { [kind]: found.id }, { isCurrent }).catch(() => null);
      if (!better?.[kind]) continue;
      track.stop();
      tracks[kind] = better[kind];
    }
    return tracks;
  }
}

/** @param {InputKind[]} kinds @param {(kind: InputKind) => Failure} fails @returns {Failures} */
const each = (kinds, fails) => Object.fromEntries(kinds.map((kind) => [kind, fails(kind)]));
