/** The streams of a peer from whom nothing comes. */

/** @type {Readonly<Streams>} */
export const NO_STREAMS = { main: null, screen: null };
