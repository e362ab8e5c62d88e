/** What an error of the server means for the call on this page, as a pure decision. */

/**
 * `end`: the reason for which the call ends here. `mayLive`: the server may still hold it to be alive.
 * `sync`: the server is asked for the current state.
 * @typedef {{ end?: string, mayLive?: boolean, sync?: boolean }} ErrorVerdict
 */

/** @param {CallDetails} call @param {Message} error @returns {ErrorVerdict} */
export function reconcileError(call, { code, call: id, reason }) {
  if (call.takeFrom) {
    // A take is sent again after the next greeting.
    if (code === "unavailable") return {};
    if (id === call.id) return { end: "not-taken", sync: true };
  }
  // The error for a refused offer has no call id, or the id of the call that blocks it.
  const concernsOffer = code === "in-call" || !id || id === call.id;
  if (call.role === "caller" && !call.placed && concernsOffer) {
    // The call in its way may be one that this page is in and does not know of.
    return { end: code, mayLive: code === "unavailable", sync: code === "in-call" };
  }
  if (id !== call.id) return {};
  // A banner shows where it continues.
  if (code === "too-late" && call.since === null) return { end: reason === "answered-elsewhere" ? reason : "too-late" };
  return { sync: code === "not-found" };
}
