/** Whether this browser can make calls. */

import { tryOrUndefined } from "./try_or_undefined.js";

/**
 * "unable": WebRTC is missing or turned off. "insecure": the page has no https, so that there
 * is no camera and no microphone, though calls can be made. "deviceless": the browser gives no page any.
 * @returns {"able" | "unable" | "insecure" | "deviceless"}
 */
export function callSupport() {
  const connection = tryOrUndefined(() => typeof RTCPeerConnection === "function");
  if (!connection) return "unable";
  if (tryOrUndefined(() => globalThis.isSecureContext) === false) return "insecure";
  return tryOrUndefined(() => typeof navigator.mediaDevices.getUserMedia === "function") ? "able" : "deviceless";
}
