/** What a greeting of the server means for the call on this page, as a pure decision. */

/**
 * What the page does: it begins, ends or ignores a call.
 * @typedef {"nothing" | "gone" | "elsewhere" | "leave-again" | "ring" | "resume" | "place-again"} PageVerdict
 *
 * What the current call does.
 * @typedef {"offer-again" | "accepted" | "ring-again" | "accept-again" | "taken" | "take-again"} CallVerdict
 */

/**
 * The server's state wins, except for what the page has not been able to send yet.
 * @param {CallDetails | null} call as the page knows it
 * @param {ServerCall | null} server as the server knows it
 * @param {boolean} hasLeft whether the page has left the call that the server still holds
 * @returns {PageVerdict | CallVerdict}
 */
export function reconcile(call, server, hasLeft = false) {
  if (server?.here && hasLeft) return "leave-again";
  if (!call) return withoutCall(server);
  // A call on another device was placed long ago.
  if (server?.call !== call.id)
    return call.role === "caller" && !call.placed && !call.takeFrom ? "offer-again" : "gone";
  const active = server.state === "active";
  if (call.takeFrom) return active && server.here ? "taken" : "take-again";
  // The caller's call cannot have been answered elsewhere, but it can have been handed over.
  if (active && !server.here) return "elsewhere";
  if (call.role === "caller") return active ? "accepted" : "offer-again";
  return call.accepted ? "accept-again" : "ring-again";
}

/** @param {ServerCall | null} server @returns {PageVerdict} */
function withoutCall(server) {
  if (!server) return "nothing";
  const active = server.state === "active";
  if (server.role === "callee" && !active) return "ring";
  if (!server.here) return "nothing";
  return active ? "resume" : "place-again";
}
