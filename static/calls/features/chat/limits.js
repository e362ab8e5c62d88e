/** How much two pages take from each other in one call; it stands together, since memory is what all of it costs. */

/** Characters of one message: with every escape that JSON knows it stays under the channel's 64 KiB. */
export const MAX_TEXT = 4_000;
/** Messages that are kept; the oldest go. */
export const MAX_MESSAGES = 500;
/** Characters of the log that a tab keeps over a reload; the oldest go. */
export const MAX_KEPT = 200_000;
/** Messages from the peer: as many at once as a log may hold, then so many a second. */
export const MESSAGES_A_SECOND = 10;

/** Bytes of one file: it is put together in memory. */
export const MAX_FILE = 100 * 1024 * 1024;
/** Bytes of all received files that are not saved yet. */
export const MAX_HELD = 5 * MAX_FILE;
/** Files that wait for an answer, by direction. */
export const MAX_OFFERS = 20;
/** Files of one call, by direction: each leaves a line behind. */
export const MAX_FILES = 300;
/** Characters of a file's name. */
export const MAX_NAME = 120;

/** Reactions at once, and a second: what one person can mean by them. */
export const REACTIONS = { burst: 6, aSecond: 2 };
