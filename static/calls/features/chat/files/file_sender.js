/** The files that this page offers and sends, one after the other; it knows no element, and not who hears it. */

import { fileName, hear } from "../channel_messages.js";
import { MAX_FILE, MAX_FILES, MAX_OFFERS } from "../limits.js";
import { CHUNK, Pace } from "./congestion_window.js";
import { digest } from "./digest.js";
import { isOpen, percent } from "./transfer.js";

/** Bytes read at once: many small reads would take longer than the way to the peer. */
const BLOCK = 64 * CHUNK;

/** @typedef {{ transfer: Transfer, content: File, hash: Promise<string | null> | null }} Entry */

/** One stretch of a file on one connection. @typedef {{ entry: Entry, pace: Pace, wake: () => void }} Flow */

export class Sending {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Entry[]} accepted, and not at their turn yet */
  #queue = [];
  /** @type {Flow | null} */
  #flow = null;
  /** Whether the peer's page has said on this connection that it is there. */
  #greeted = false;
  #channel;
  #show;
  #newId;
  #now;

  /**
   * @param {object} parts
   * @param {ChannelLike} parts.channel
   * @param {(transfer: Transfer) => void} parts.show
   * @param {() => string} parts.newId
   * @param {() => number} parts.now milliseconds
   */
  constructor({ channel, show, newId, now }) {
    this.#channel = channel;
    this.#show = show;
    this.#newId = newId;
    this.#now = now;
    hear(channel, "file-accept", ({ id, at }) => this.#accepted(id, at));
    hear(channel, "file-refuse", ({ id, reason }) => this.#end(this.#entries.get(id), reason, "peer"));
    hear(channel, "file-got", ({ id, at }) => this.#got(id, at));
    hear(channel, "file-done", ({ id }) => this.#done(id));
  }

  /** The ids of those that are not over. */
  get open() {
    return [...this.#entries.values()].filter(isOpen).map(({ transfer }) => transfer.id);
  }

  /** What is sent. @param {string} id */
  content(id) {
    return this.#entries.get(id)?.content ?? null;
  }

  /** @param {File} content @returns {Transfer} */
  add(content) {
    const { size, type: kind } = content;
    /** @type {Transfer} */
    const transfer = {
      ...{ id: this.#newId(), name: fileName(content.name), size, kind, mine: true, at: 0 },
      ...{ state: "offered", reason: null, by: null },
    };
    const entry = { transfer, content, hash: null };
    const full = this.open.length >= MAX_OFFERS || this.#entries.size >= MAX_FILES;
    this.#entries.set(transfer.id, entry);
    if (size > MAX_FILE || full) this.#end(entry, full ? "too-many" : "too-large", "me");
    else {
      this.#show(transfer);
      if (this.#greeted) this.#offer(entry);
    }
    return transfer;
  }

  /** The person has thought better of it. @param {string} id */
  cancel(id) {
    if (this.#end(this.#entries.get(id), "stopped", "me"))
      this.#channel.send({ type: "file-cancel", id, reason: "stopped" });
  }

  /** The peer's page is there (again): it says itself which files it takes, and from where. @param {boolean} anew whether it has been loaded anew, and has to ask its person again */
  greet(anew) {
    this.#greeted = true;
    for (const entry of this.#entries.values()) {
      if (!isOpen(entry)) continue;
      entry.transfer.state = "offered";
      if (anew) entry.transfer.at = 0;
      if (anew) this.#show(entry.transfer);
      this.#offer(entry);
    }
  }

  /** The connection has gone; what flowed waits for the next one. */
  pause() {
    this.#greeted = false;
    this.#queue = [];
    this.#stop();
  }

  /** @param {Entry} entry */
  #offer({ transfer: { id, name, size, kind } }) {
    this.#channel.send({ type: "file-offer", id, name, size, kind });
  }

  /** @param {string} id @param {number} at from where the peer wants it */
  #accepted(id, at) {
    const entry = this.#entries.get(id);
    if (entry?.transfer.state !== "offered" || at > entry.transfer.size) return;
    entry.transfer.at = at;
    this.#move(entry, "flowing");
    this.#queue.push(entry);
    this.#next();
  }

  #next() {
    if (this.#flow) return;
    const entry = this.#queue.shift();
    if (!entry) return;
    const flow = { entry, pace: new Pace(entry.transfer.at), wake: () => {} };
    this.#flow = flow;
    this.#run(flow);
  }

  /** @param {Flow} flow */
  async #run(flow) {
    const { transfer, content } = flow.entry;
    flow.entry.hash ??= digest(content).catch(() => null);
    try {
      const all = await this.#pour(flow, content, transfer);
      const hash = all ? await flow.entry.hash : null;
      if (!all || flow !== this.#flow) return;
      this.#channel.send({ type: "file-end", id: transfer.id, hash });
      this.#stop();
      this.#next();
    } catch (error) {
      // Moved, changed or unplugged since it was chosen; or a folder.
      console.debug("the file could not be read", error);
      if (flow !== this.#flow) return;
      this.#channel.send({ type: "file-cancel", id: transfer.id, reason: "unreadable" });
      this.#end(flow.entry, "unreadable", "me");
    }
  }

  /** False where somebody has stopped it. @param {Flow} flow @param {File} content @param {Transfer} transfer */
  async #pour(flow, content, { id, at: from, size }) {
    this.#channel.send({ type: "file-data", id, at: from });
    for (let start = from; start < size; start += BLOCK) {
      const block = await content.slice(start, Math.min(size, start + BLOCK)).arrayBuffer();
      for (let at = 0; at < block.byteLength; at += CHUNK) {
        while (flow === this.#flow && !flow.pace.room)
          await new Promise((resolve) => (flow.wake = () => resolve(null)));
        await this.#channel.room();
        if (flow !== this.#flow) return false;
        this.#channel.sendBytes(block.slice(at, at + CHUNK));
        flow.pace.sent(Math.min(size, start + at + CHUNK), this.#now());
      }
    }
    return true;
  }

  /** @param {string} id @param {number} at */
  #got(id, at) {
    const transfer = this.#entries.get(id)?.transfer;
    if (transfer?.state !== "flowing" || at <= transfer.at || at > transfer.size) return;
    const before = percent(transfer);
    transfer.at = at;
    if (percent(transfer) !== before) this.#show(transfer);
    if (this.#flow?.entry.transfer !== transfer) return;
    this.#flow.pace.got(at, this.#now());
    this.#flow.wake();
  }

  /** @param {string} id */
  #done(id) {
    const entry = this.#entries.get(id);
    if (!entry || !isOpen(entry)) return;
    entry.transfer.at = entry.transfer.size;
    this.#drop(entry);
    this.#move(entry, "done");
  }

  /** False where it was over before. @param {Entry | undefined} entry @param {string} reason @param {"me" | "peer"} by */
  #end(entry, reason, by) {
    if (!entry || !isOpen(entry)) return false;
    Object.assign(entry.transfer, { reason, by });
    this.#drop(entry);
    this.#move(entry, "ended");
    return true;
  }

  /** @param {Entry} entry that is not to flow any more */
  #drop(entry) {
    this.#queue = this.#queue.filter((waiting) => waiting !== entry);
    if (this.#flow?.entry !== entry) return;
    this.#stop();
    this.#next();
  }

  #stop() {
    const flow = this.#flow;
    this.#flow = null;
    flow?.wake();
  }

  /** @param {Entry} entry @param {TransferState} state */
  #move(entry, state) {
    entry.transfer.state = state;
    this.#show(entry.transfer);
  }
}
