/** What the sender and the receiver of a file compute alike. */

/** Whether a transfer is neither done nor ended. @param {{ transfer: Transfer }} entry */
export const isOpen = ({ transfer: { state } }) => state !== "done" && state !== "ended";

/** The share of its bytes that has arrived. @param {Transfer} transfer */
export const percent = ({ offset, size }) => (size ? Math.floor((offset * 100) / size) : 0);
