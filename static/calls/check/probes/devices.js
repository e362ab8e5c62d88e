/** Opens camera and microphone for the check, as a call does, and closes them. */

import { Capture } from "../../media/capture/capture.js";
import { PendingRequests } from "../../media/capture/pending_requests.js";
import { kindsThatAre } from "../../media/capture/permissions.js";

/** @type {InputKind[]} */
const KINDS = ["microphone", "camera"];
/** @type {PermissionState[]} */
const STATES = ["granted", "denied", "prompt"];
/** Time for the person to answer the browser's question. */
const ANSWER_MS = 11_000;

export class TestDevices {
  #capture;
  #permissions;

  /**
   * @param {object} parts
   * @param {MediaDevices | undefined} parts.devices
   * @param {Permissions | undefined} parts.permissions
   * @param {import("../../media/devices/choices.js").DeviceChoices} parts.choices
   */
  constructor({ devices, permissions, choices }) {
    this.#permissions = permissions;
    const pending = new PendingRequests({ permissions, on: { waiting: () => {}, overdue: () => {} } });
    this.#capture = new Capture({ devices, permissions, choices, pending });
  }

  /**
   * Each resolves once its device is open, has failed, or was not answered in time.
   * @param {InputKind[]} kinds
   * @param {import("../cleanup.js").Cleanup} cleanup closes the devices
   * @returns {Promise<Record<InputKind, Promise<CheckedDevice>>>}
   */
  async open(kinds, cleanup) {
    const granted = await kindsThatAre("granted", kinds, this.#permissions);
    // Without a question, a device that does not respond need not hold up the other one.
    const groups = granted.length === kinds.length ? kinds.map((kind) => [kind]) : [kinds];
    /** @type {Partial<Record<InputKind, Promise<CheckedDevice>>>} */
    const opening = {};
    for (const group of groups) {
      const request = this.#request(group, cleanup);
      for (const kind of group) opening[kind] = request.then((found) => found[kind] ?? { track: null, why: "other" });
    }
    return /** @type {Record<InputKind, Promise<CheckedDevice>>} */ (opening);
  }

  /**
   * @param {InputKind[]} kinds
   * @param {import("../cleanup.js").Cleanup} cleanup
   * @returns {Promise<Partial<Record<InputKind, CheckedDevice>>>}
   */
  async #request(kinds, cleanup) {
    const request = this.#capture.request(kinds, { isCurrent: () => !cleanup.done });
    // A device that opens late is closed at once.
    request.then(
      ({ tracks }) => {
        for (const track of Object.values(tracks)) cleanup.add(() => track.stop());
      },
      () => {},
    );
    const answer = await Promise.race([request, cleanup.wait(ANSWER_MS)]);
    return Object.fromEntries(
      kinds.map((kind) => {
        if (!answer) return [kind, { track: null, why: "unanswered" }];
        const track = answer.tracks[kind] ?? null;
        return [kind, { track, why: track ? null : (answer.failures[kind] ?? "other") }];
      }),
    );
  }

  /** @returns {Promise<KnownPermissions>} */
  async permissions() {
    const known = await Promise.all(STATES.map((state) => kindsThatAre(state, KINDS, this.#permissions)));
    /** @param {InputKind} kind */
    const of = (kind) => STATES.find((_state, index) => known[index]?.includes(kind)) ?? null;
    return { camera: of("camera"), microphone: of("microphone") };
  }
}
