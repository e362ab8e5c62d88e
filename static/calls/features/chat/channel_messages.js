/** Parses what the peer's page sends about chat, files and reactions. Anything malformed is dropped. */

import { safeFileName } from "./files/file_name.js";
import { MAX_FILE_SIZE, MAX_MESSAGE_LENGTH, MAX_OFFERS } from "./limits.js";

/** The only reactions there are: the peer cannot float anything else over the video. */
export const EMOJI = ["👍", "❤️", "😂", "😮", "👏", "🎉"];
/** Why a receiver refuses a file, or the rest of it. @type {Set<string>} */
const REFUSE_REASONS = new Set(["declined", "too-large", "too-many", "stopped", "damaged", "reloaded"]);
/** Why a sender stops sending a file. @type {Set<string>} */
const CANCEL_REASONS = new Set(["stopped", "unreadable"]);

/** @param {unknown} id @returns {id is string} */
const isId = (id) => typeof id === "string" && /^[\w-]{1,40}$/.test(id);
/** @param {unknown} text @returns {text is string} */
const isText = (text) => typeof text === "string" && text.length <= MAX_MESSAGE_LENGTH && text.trim() !== "";
/** Bytes. @param {unknown} count @returns {count is number} */
const isCount = (count) => Number.isSafeInteger(count) && Number(count) >= 0;
/** @param {unknown} hash @returns {hash is string | null} */
const isHash = (hash) => hash === null || (typeof hash === "string" && /^[\da-f]{64}$/.test(hash));

/**
 * The known fields of each type; null where a message is malformed.
 * @type {Record<string, (message: Message) => Message | null>}
 */
const PARSERS = {
  chat: ({ type, id, text }) => (isId(id) && isText(text) ? { type, id, text } : null),
  "chat-got": ({ type, id }) => (isId(id) ? { type, id } : null),
  reaction: ({ type, emoji }) => (EMOJI.includes(emoji) ? { type, emoji } : null),
  "file-here": ({ type, page, files }) => {
    const valid = isId(page) && Array.isArray(files) && files.length <= MAX_OFFERS && files.every(isId);
    return valid ? { type, page, files } : null;
  },
  "file-offer": ({ type, id, name, size, kind }) =>
    isId(id) && typeof name === "string" && isCount(size)
      ? { type, id, name: safeFileName(name), size, kind: typeof kind === "string" ? kind.slice(0, 100) : "" }
      : null,
  "file-accept": ({ type, id, at }) => (isId(id) && isCount(at) && at <= MAX_FILE_SIZE ? { type, id, at } : null),
  "file-refuse": ({ type, id, reason }) => (isId(id) && REFUSE_REASONS.has(reason) ? { type, id, reason } : null),
  "file-cancel": ({ type, id, reason }) => (isId(id) && CANCEL_REASONS.has(reason) ? { type, id, reason } : null),
  "file-data": ({ type, id, at }) => (isId(id) && isCount(at) ? { type, id, at } : null),
  "file-got": ({ type, id, at }) => (isId(id) && isCount(at) ? { type, id, at } : null),
  "file-end": ({ type, id, hash }) => (isId(id) && isHash(hash) ? { type, id, hash } : null),
  "file-done": ({ type, id }) => (isId(id) ? { type, id } : null),
};

/**
 * The known fields of a message and nothing else; null where the type is unknown or the message
 * malformed.
 * @param {Message} message
 * @returns {Message | null}
 */
export const parseMessage = (message) =>
  Object.hasOwn(PARSERS, message.type) ? (PARSERS[message.type]?.(message) ?? null) : null;

/**
 * Calls the handler with each well-formed message of a type.
 * @param {ChannelLike} channel
 * @param {string} type
 * @param {(message: Message) => void} handler
 */
export function onMessage(channel, type, handler) {
  channel.on(type, (message) => {
    const parsed = parseMessage(message);
    if (parsed) handler(parsed);
  });
}
