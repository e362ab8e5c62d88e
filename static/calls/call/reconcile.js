/** What a greeting means for the call on this page, as a pure decision; it knows no socket and does nothing itself. */

/**
 * @typedef {"nothing" | "gone" | "elsewhere" | "leave-again" | "offer-again" | "accepted" | "ring" | "ring-again"
 *   | "accept-again" | "resume" | "place-again" | "taken" | "take-again"} Verdict
 */

/**
 * The server's word on a call counts; the page only knows better what it has not been able to say yet.
 * @param {CallDetails | null} call as the page knows it
 * @param {ServerCall | null} truth as the server knows it
 * @param {boolean} left whether the page has left the call that the server still holds
 * @returns {Verdict}
 */
export function reconcile(call, truth, left = false) {
  if (truth?.here && left) return "leave-again";
  if (!call) return newcomer(truth);
  // What is on another device was placed long ago.
  if (truth?.call !== call.id) return call.role === "caller" && !call.placed && !call.takes ? "offer-again" : "gone";
  const active = truth.state === "active";
  if (call.takes) return active && truth.here ? "taken" : "take-again";
  // The caller's call cannot have been answered elsewhere; it can have been handed over.
  if (active && !truth.here) return "elsewhere";
  if (call.role === "caller") return active ? "accepted" : "offer-again";
  return call.accepted ? "accept-again" : "ring-again";
}

/** @param {ServerCall | null} truth @returns {Verdict} */
function newcomer(truth) {
  if (!truth) return "nothing";
  const active = truth.state === "active";
  if (truth.role === "callee" && !active) return "ring";
  if (!truth.here) return "nothing";
  return active ? "resume" : "place-again";
}
