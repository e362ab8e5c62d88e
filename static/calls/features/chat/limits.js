/**
 * Limits of what two pages accept from each other in one call. All of it costs memory, so the
 * limits stand together.
 */

/** Characters of one message: even with every character escaped in JSON it fits the channel's 64 KiB. */
export const MAX_MESSAGE_LENGTH = 4_000;
/** Messages that are kept; the oldest are dropped. */
export const MAX_MESSAGES = 500;
/** Characters of text that a tab stores over a reload; the oldest messages are dropped. */
export const MAX_STORED_TEXT = 200_000;
/** Messages from the peer: a burst of MAX_MESSAGES, then this many a second. */
export const MESSAGES_A_SECOND = 10;

/** Bytes of one file: it is assembled in memory. */
export const MAX_FILE_SIZE = 100 * 1024 * 1024;
/** Bytes of all received files that are not saved yet. */
export const MAX_UNSAVED_SIZE = 5 * MAX_FILE_SIZE;
/** Files that wait for an answer, in each direction. */
export const MAX_OFFERS = 20;
/** Files of one call, in each direction: each leaves a row in the chat. */
export const MAX_FILES = 300;
/** Characters of a file name. */
export const MAX_FILE_NAME = 120;

/** Reactions in a burst, and a second: as many as one person can mean. */
export const REACTION_RATE = { burst: 6, aSecond: 2 };
