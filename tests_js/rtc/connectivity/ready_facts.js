/** What ICE reports of a side that has found every path that there is, before it is connected. */
export const READY_FACTS = {
  local: ["host", "srflx", "relay"],
  remote: ["host", "srflx", "relay"],
  errors: [],
  gathering: "complete",
  ice: "checking",
  described: true,
  relay: true,
  stun: true,
  relayOnly: false,
};
