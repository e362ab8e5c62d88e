/** Notices requests for devices that stay open: a question that nobody answers, or a device that does not respond. */

import { OVERDUE_MS } from "../../lib/timing/task_queue.js";
import { kindsThatAre } from "./permissions.js";

/** @typedef {{ overdue: boolean, allowed: InputKind[] }} Entry `allowed`: known once it is overdue */

export class PendingRequests {
  /** @type {Map<CaptureSource, Entry>} the latest request for each */
  #latest = new Map();
  /** What was reported last. */
  #reported = JSON.stringify(waitingFor([]));
  #permissions;
  #on;

  /**
   * @param {object} parts
   * @param {Permissions | undefined} parts.permissions
   * @param {{ waiting(waiting: Waiting): void, overdue(kinds: CaptureSource[], allowed: InputKind[]): void }} parts.on
   */
  constructor({ permissions, on }) {
    this.#permissions = permissions;
    this.#on = on;
  }

  /**
   * Settles like the request.
   * @template T
   * @param {CaptureSource[]} kinds
   * @param {Promise<T>} request
   */
  async watch(kinds, request) {
    /** @type {Entry} */
    const entry = { overdue: false, allowed: [] };
    for (const kind of kinds) this.#latest.set(kind, entry);
    const timer = setTimeout(() => this.#onOverdue(kinds, entry), OVERDUE_MS);
    try {
      return await request;
    } finally {
      clearTimeout(timer);
      for (const kind of this.#current(kinds, entry)) this.#latest.delete(kind);
      this.#report();
    }
  }

  /** @param {CaptureSource} kind */
  isOverdue(kind) {
    return this.#latest.get(kind)?.overdue ?? false;
  }

  /** Forgets all requests so far: their results are no longer wanted. */
  clear() {
    this.#latest.clear();
    this.#report();
  }

  /** @param {CaptureSource[]} kinds @param {Entry} entry */
  async #onOverdue(kinds, entry) {
    const allowed = await kindsThatAre("granted", kinds, this.#permissions);
    Object.assign(entry, { overdue: true, allowed });
    const current = this.#current(kinds, entry);
    this.#report();
    if (current.length > 0) this.#on.overdue(current, allowed);
  }

  /** Without the kinds for which there is a later request. @param {CaptureSource[]} kinds @param {Entry} entry */
  #current(kinds, entry) {
    return kinds.filter((kind) => this.#latest.get(kind) === entry);
  }

  #report() {
    const waiting = waitingFor([...this.#latest]);
    const text = JSON.stringify(waiting);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#on.waiting(waiting);
  }
}

/**
 * An open question comes first: a device that is allowed may also wait for the answer. Choosing a screen is a
 * separate question.
 * @param {[CaptureSource, Entry][]} latest
 * @returns {Waiting}
 */
function waitingFor(latest) {
  const overdue = latest.filter(([, entry]) => entry.overdue);
  const inputs = overdue.filter(([kind]) => kind !== "screen");
  const asked = inputs.filter(([kind, { allowed }]) => !allowed.some((one) => one === kind));
  const asks = inputs.length === 0 || asked.length > 0;
  const screen = overdue.filter(([kind]) => kind === "screen");
  return { kinds: [...(asks ? asked : inputs), ...screen].map(([kind]) => kind), asks };
}
