/** Sets of call states that several views tell apart. */

/** The media are connected, or were a moment ago. @type {ReadonlySet<string>} */
export const TALKING = new Set(["active", "reconnecting"]);
