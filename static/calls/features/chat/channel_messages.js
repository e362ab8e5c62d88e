/** What the pages say to each other of chat, files and reactions, and how it must look to be believed; pure. */

import { MAX_FILE, MAX_NAME, MAX_OFFERS, MAX_TEXT } from "./limits.js";

/** The reactions there are, and nothing else floats over anybody's picture. */
export const EMOJI = ["👍", "❤️", "😂", "😮", "👏", "🎉"];
/** Why a receiver takes no file, or no more of it. @type {Set<string>} */
const REFUSALS = new Set(["declined", "too-large", "too-many", "stopped", "damaged", "reloaded"]);
/** Why a sender sends no more of a file. @type {Set<string>} */
const CANCELS = new Set(["stopped", "unreadable"]);

/** What a name must not hold: controls, and signs that turn the writing's direction so that "gpj.exe" reads "exe.jpg". */
const UNSEEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
/** What some system takes for a path, a drive or a pattern. */
const UNFIT = /[\\/:*?"<>|]/g;

/** @param {unknown} id @returns {id is string} */
const isId = (id) => typeof id === "string" && /^[\w-]{1,40}$/.test(id);
/** @param {unknown} text @returns {text is string} */
const isText = (text) => typeof text === "string" && text.length <= MAX_TEXT && text.trim() !== "";
/** Bytes. @param {unknown} count @returns {count is number} */
const isCount = (count) => Number.isSafeInteger(count) && Number(count) >= 0;
/** @param {unknown} hash @returns {hash is string | null} */
const isHash = (hash) => hash === null || (typeof hash === "string" && /^[\da-f]{64}$/.test(hash));

/** What each type holds; null where it is none. @type {Record<string, (message: Message) => Message | null>} */
const SHAPES = {
  chat: ({ type, id, text }) => (isId(id) && isText(text) ? { type, id, text } : null),
  "chat-got": ({ type, id }) => (isId(id) ? { type, id } : null),
  reaction: ({ type, emoji }) => (EMOJI.includes(emoji) ? { type, emoji } : null),
  "file-here": ({ type, page, files }) => {
    const fits = isId(page) && Array.isArray(files) && files.length <= MAX_OFFERS && files.every(isId);
    return fits ? { type, page, files } : null;
  },
  "file-offer": ({ type, id, name, size, kind }) =>
    isId(id) && typeof name === "string" && isCount(size)
      ? { type, id, name: fileName(name), size, kind: typeof kind === "string" ? kind.slice(0, 100) : "" }
      : null,
  "file-accept": ({ type, id, at }) => (isId(id) && isCount(at) && at <= MAX_FILE ? { type, id, at } : null),
  "file-refuse": ({ type, id, reason }) => (isId(id) && REFUSALS.has(reason) ? { type, id, reason } : null),
  "file-cancel": ({ type, id, reason }) => (isId(id) && CANCELS.has(reason) ? { type, id, reason } : null),
  "file-data": ({ type, id, at }) => (isId(id) && isCount(at) ? { type, id, at } : null),
  "file-got": ({ type, id, at }) => (isId(id) && isCount(at) ? { type, id, at } : null),
  "file-end": ({ type, id, hash }) => (isId(id) && isHash(hash) ? { type, id, hash } : null),
  "file-done": ({ type, id }) => (isId(id) ? { type, id } : null),
};

/** What is known of a message, without anything else that stands in it; null: none of ours. @param {Message} message @returns {Message | null} */
export const parse = (message) =>
  Object.hasOwn(SHAPES, message.type) ? (SHAPES[message.type]?.(message) ?? null) : null;

/** Hears the messages of a type that are as they should be. @param {ChannelLike} channel @param {string} type @param {(message: Message) => void} handler */
export function hear(channel, type, handler) {
  channel.on(type, (message) => {
    const known = parse(message);
    if (known) handler(known);
  });
}

/** A name under which any system can keep a file, and which reads as what it is. @param {string} name */
export function fileName(name) {
  const plain = name
    .slice(-1_000)
    .replace(UNSEEN, "")
    .replace(UNFIT, "_")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  if (plain.length <= MAX_NAME) return plain || "file";
  const ending = plain.match(/\.\w{1,10}$/)?.[0] ?? "";
  return plain.slice(0, MAX_NAME - ending.length) + ending;
}
