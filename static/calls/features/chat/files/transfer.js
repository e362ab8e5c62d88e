/** What both ends of a file's way say of it; pure. */

/** Whether something may still become of it. @param {{ transfer: Transfer }} entry */
export const isOpen = ({ transfer: { state } }) => state !== "done" && state !== "ended";

/** Of its bytes those that have arrived. @param {Transfer} transfer */
export const percent = ({ at, size }) => (size ? Math.floor((at * 100) / size) : 0);
