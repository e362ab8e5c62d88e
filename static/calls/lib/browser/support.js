/** Whether this browser can make calls. */

import { tryOrUndefined } from "./try_or_undefined.js";

/**
 * "unable": WebRTC is missing or turned off. "insecure": the page has no https, so that there
 * is no camera and no microphone, though calls can be made.
 * @returns {"able" | "unable" | "insecure"}
 */
export function callSupport() {
  const connection = tryOrUndefined(() => typeof RTCPeerConnection === "function");
  if (!connection) return "unable";
  return tryOrUndefined(() => globalThis.isSecureContext) === false ? "insecure" : "able";
}
