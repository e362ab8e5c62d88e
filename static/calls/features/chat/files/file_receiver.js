/** The files that the peer offers, and those that are taken; it knows no element, and believes nothing that is not so. */

import { hear } from "../channel_messages.js";
import { MAX_FILE, MAX_FILES, MAX_HELD, MAX_OFFERS } from "../limits.js";
import { digest } from "./digest.js";
import { isOpen, percent } from "./transfer.js";

/** Bytes after which the browser gets what has come as a Blob, which it may keep on disk. */
const HAND_OVER = 4 * 1024 * 1024;

/** @typedef {{ transfer: Transfer, blobs: Blob[], fresh: ArrayBuffer[], weight: number, blob: Blob | null, saved: boolean }} Entry */

export class Taking {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Entry | null} whose bytes come now; null: they are nobody's */
  #current = null;
  #channel;
  #show;

  /** @param {{ channel: ChannelLike, show(transfer: Transfer): void }} parts */
  constructor({ channel, show }) {
    this.#channel = channel;
    this.#show = show;
    hear(channel, "file-offer", (offer) => this.#offered(offer));
    hear(channel, "file-cancel", ({ id, reason }) => this.#end(this.#entries.get(id), reason, "peer"));
    hear(channel, "file-data", ({ id, at }) => this.#begins(id, at));
    hear(channel, "file-end", ({ id, hash }) => this.#check(id, hash));
    channel.on("bytes", (bytes) => this.#receive(bytes));
  }

  /** Received, and not saved. @returns {{ transfer: Transfer, blob: Blob }[]} */
  get unsaved() {
    return [...this.#entries.values()].flatMap(({ transfer, blob, saved }) =>
      blob && !saved ? [{ transfer, blob }] : [],
    );
  }

  /** False where there is no room for it until some file before it is saved. @param {string} id */
  accept(id) {
    const entry = this.#entries.get(id);
    if (entry?.transfer.state !== "offered") return true;
    if (!this.#makeRoom(entry.transfer.size)) return false;
    this.#move(entry, "flowing");
    this.#want(entry);
    return true;
  }

  /** @param {string} id */
  decline(id) {
    this.#refuse(this.#entries.get(id), "declined");
  }

  /** @param {string} id */
  cancel(id) {
    this.#refuse(this.#entries.get(id), "stopped");
  }

  /** What is to be saved, once it is all there. @param {string} id */
  blob(id) {
    return this.#entries.get(id)?.blob ?? null;
  }

  /** From now on it may make room for others. @param {string} id */
  saved(id) {
    const entry = this.#entries.get(id);
    if (entry) entry.saved = true;
  }

  /** The peer's page is there: of what is not over, only these are still on offer. @param {string[]} ids @param {boolean} anew whether it has been loaded anew */
  greet(ids, anew) {
    for (const entry of this.#entries.values()) {
      if (isOpen(entry) && !(ids.includes(entry.transfer.id) && !anew))
        this.#end(entry, anew ? "reloaded" : "stopped", "peer");
    }
  }

  /** The connection has gone. */
  pause() {
    this.#current = null;
  }

  /** @param {Message} offer */
  #offered({ id, name, size, kind }) {
    const known = this.#entries.get(id);
    if (known) return this.#answerAgain(known);
    if (this.#entries.size >= MAX_FILES) return this.#channel.send({ type: "file-refuse", id, reason: "too-many" });
    /** @type {Transfer} */
    const transfer = { id, name, size, kind, mine: false, at: 0, state: "offered", reason: null, by: null };
    const waiting = [...this.#entries.values()].filter(({ transfer: { state } }) => state === "offered").length;
    const entry = { transfer, blobs: [], fresh: [], weight: 0, blob: null, saved: false };
    this.#entries.set(id, entry);
    if (size > MAX_FILE) this.#refuse(entry, "too-large");
    else if (waiting >= MAX_OFFERS) this.#refuse(entry, "too-many");
    else this.#show(transfer);
  }

  /** The sender does not know how it stands. @param {Entry} entry */
  #answerAgain(entry) {
    const { id, state, reason, by } = entry.transfer;
    if (state === "flowing") this.#want(entry);
    if (state === "done") this.#channel.send({ type: "file-done", id });
    if (state === "ended") this.#channel.send({ type: "file-refuse", id, reason: by === "me" ? reason : "stopped" });
  }

  /** @param {Entry} entry */
  #want({ transfer: { id, at } }) {
    this.#channel.send({ type: "file-accept", id, at });
  }

  /** @param {string} id @param {number} at */
  #begins(id, at) {
    const entry = this.#entries.get(id);
    this.#current = null;
    if (entry?.transfer.state !== "flowing") return;
    if (entry.transfer.at === at) this.#current = entry;
    else this.#refuse(entry, "damaged");
  }

  /** @param {ArrayBuffer} bytes */
  #receive(bytes) {
    const entry = this.#current;
    if (!entry) return;
    const { transfer } = entry;
    if (bytes.byteLength > transfer.size - transfer.at) return this.#refuse(entry, "damaged");
    const before = percent(transfer);
    transfer.at += bytes.byteLength;
    entry.fresh.push(bytes);
    entry.weight += bytes.byteLength;
    if (entry.weight >= HAND_OVER) handOver(entry);
    this.#channel.send({ type: "file-got", id: transfer.id, at: transfer.at });
    if (percent(transfer) !== before) this.#show(transfer);
  }

  /** @param {string} id @param {string | null} hash */
  async #check(id, hash) {
    const entry = this.#entries.get(id);
    if (entry?.transfer.state !== "flowing") return;
    this.#current = null;
    if (entry.transfer.at !== entry.transfer.size) return this.#refuse(entry, "damaged");
    this.#move(entry, "checking");
    handOver(entry);
    // Never under the type that the sender calls it: as a page of this site it must not be opened.
    const blob = new Blob(entry.blobs, { type: "application/octet-stream" });
    const own = hash && (await digest(blob).catch(() => null));
    if (this.#entries.get(id)?.transfer.state !== "checking") return;
    if (hash && own && hash !== own) return this.#refuse(entry, "damaged");
    entry.blobs = [];
    entry.blob = blob;
    this.#move(entry, "done");
    this.#channel.send({ type: "file-done", id });
  }

  /** Saved files go where new ones need their place. @param {number} size */
  #makeRoom(size) {
    const held = () =>
      [...this.#entries.values()].reduce(
        (sum, { transfer, blob }) => (blob || transfer.state === "flowing" ? sum + transfer.size : sum),
        0,
      );
    for (const entry of this.#entries.values()) {
      if (held() + size <= MAX_HELD) break;
      if (!entry.blob || !entry.saved) continue;
      entry.blob = null;
      this.#show(entry.transfer);
    }
    return held() + size <= MAX_HELD;
  }

  /** @param {Entry | undefined} entry @param {string} reason */
  #refuse(entry, reason) {
    if (this.#end(entry, reason, "me")) this.#channel.send({ type: "file-refuse", id: entry?.transfer.id, reason });
  }

  /** False where it was over before. @param {Entry | undefined} entry @param {string} reason @param {"me" | "peer"} by */
  #end(entry, reason, by) {
    if (!entry || !isOpen(entry)) return false;
    if (this.#current === entry) this.#current = null;
    entry.blobs = entry.fresh = [];
    Object.assign(entry.transfer, { reason, by });
    this.#move(entry, "ended");
    return true;
  }

  /** @param {Entry} entry @param {TransferState} state */
  #move(entry, state) {
    entry.transfer.state = state;
    this.#show(entry.transfer);
  }
}

/** @param {Entry} entry */
function handOver(entry) {
  if (entry.fresh.length > 0) entry.blobs.push(new Blob(entry.fresh));
  entry.fresh = [];
  entry.weight = 0;
}
