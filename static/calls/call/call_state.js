/** The states of a call on this page, as one table. */

/** @type {CallState} */
export const INITIAL = "idle";

/** @type {Record<CallState, Partial<Record<CallEvent, CallState>>>} */
export const TRANSITIONS = {
  idle: { place: "calling", offer: "incoming", resume: "reconnecting", take: "connecting" },
  calling: { rings: "ringing", accepted: "connecting", end: "idle" },
  ringing: { accepted: "connecting", end: "idle" },
  incoming: { accept: "connecting", end: "idle" },
  connecting: { connected: "active", lost: "reconnecting", end: "idle" },
  active: { lost: "reconnecting", end: "idle" },
  reconnecting: { connected: "active", end: "idle" },
};

/**
 * Late events are normal on a client. An event that a state does not know changes nothing.
 * @param {CallState} state
 * @param {CallEvent} event
 * @returns {CallState}
 */
export const next = (state, event) => TRANSITIONS[state][event] ?? state;
