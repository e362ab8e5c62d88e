const NOTHING = {
  packets: 200,
  bitrate: null,
  audio: null,
  video: null,
  camera: null,
  screen: null,
  codecs: [],
  loss: null,
};
/** The metrics of a good second, except for what is given. */
export const second = ({
  inbound = {},
  outbound = {},
  roundTrip = 0.05,
  available = 2e6,
  relayed = false,
  gap = 1,
  late = 0,
} = {}) => ({
  gap,
  late,
  inbound: { ...NOTHING, loss: 0, jitter: 0, concealed: 0, dropped: 0, freezes: 0, frozen: 0, ...inbound },
  outbound: { ...NOTHING, loss: 0, limitation: "none", ...outbound },
  roundTrip,
  available,
  path: { relayed, protocol: "udp" },
});
