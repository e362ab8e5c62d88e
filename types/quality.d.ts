// The shapes of the quality feature. Null stands for an unknown value.

type StreamDirection = "inbound" | "outbound";
/** One media stream as the browser counts it at one moment. */
type StreamStats = {
  id: string;
  direction: StreamDirection;
  source: TrackSource;
  bytes: number | null;
  packets: number | null;
  lost: number | null;
  /** seconds */
  jitter: number | null;
  samples: number | null;
  concealed: number | null;
  frames: number | null;
  dropped: number | null;
  freezes: number | null;
  /** seconds */
  frozen: number | null;
  width: number | null;
  height: number | null;
  codec: string | null;
  /** how loud the sound that is sent just is, of 1 */
  level: number | null;
  limitation: string | null;
  /** as the peer reports it: `at` milliseconds, `loss` a share, `roundTrip` seconds */
  remote: { at: number; loss: number | null; roundTrip: number | null } | null;
};
/** The selected candidate pair. `roundTrip`: seconds; `available`: the browser's estimate of what can go out, in bits a second. */
type NetworkPath = {
  local: string | null;
  remote: string | null;
  relayed: boolean;
  protocol: string | null;
  roundTrip: number | null;
  available: number | null;
};
type StatsSnapshot = { at: number; streams: StreamStats[]; path: NetworkPath | null };

type VideoFormat = { width: number | null; height: number | null; frameRate: number };
/** Bits a second; `loss` is a share of the `packets`. */
type DirectionMetrics = {
  packets: number | null;
  bitrate: number | null;
  audio: number | null;
  video: number | null;
  camera: VideoFormat | null;
  screen: VideoFormat | null;
  codecs: string[];
  loss: number | null;
};
/** `jitter` in seconds, the rest shares: of concealed samples, of dropped frames, of the time for which the video was frozen. */
type InboundMetrics = DirectionMetrics & {
  jitter: number | null;
  concealed: number | null;
  dropped: number | null;
  freezes: number | null;
  frozen: number | null;
};
/** `level`: how loud this side just is, of 1. */
type OutboundMetrics = DirectionMetrics & { limitation: string | null; level: number | null };
/**
 * A second or so of a call. `gap`: seconds since the last snapshot; `late`: seconds for which this page was late to take it; `roundTrip`: seconds; `available`: bits a second.
 */
type Metrics = {
  at: number;
  gap: number | null;
  late: number;
  inbound: InboundMetrics;
  outbound: OutboundMetrics;
  roundTrip: number | null;
  available: number | null;
  path: NetworkPath | null;
};

type Level = "good" | "weak" | "poor";
/** `narrow`: too little bandwidth; `gaps`: missing sound or frozen video. */
type Impairment = "loss" | "narrow" | "computer" | "gaps" | "delay";
type Assessment = { level: Level; why: Impairment | null };
type Cause = "mine" | "theirs" | "between" | "relay" | "computer" | "their-computer";
/**
 * The peer's assessment. `amiss`: something may be wrong, though perhaps not for long enough yet; `line`: what speaks for a fault of its
 * line (see line/evidence.js); `wider`: how often its line has become wider.
 */
type PeerQuality = { inbound: Assessment; outbound: Assessment; amiss: boolean; line: number; wider: number };
/** `direction`: the worse one, with the peer's assessment taken into account; `inbound`, `outbound`: this page's assessment. */
type Judgement = {
  level: Level;
  cause: Cause | null;
  direction: StreamDirection;
  bothDirections: boolean;
  inbound: Assessment;
  outbound: Assessment;
  /** what speaks for a fault of this side's line */
  line: number;
};
type Suggestion = "save" | "stop-sending" | "stop-receiving";

/** Everything that the sign and the details show. */
type QualityState = {
  name: string;
  judgement: Judgement;
  suggestion: Suggestion | null;
  /** this side has asked the peer to stop its video */
  paused: boolean;
  /** the peer has asked this side */
  pausedByPeer: boolean;
  /** this side's line is too weak for its pictures */
  held: boolean;
  heldByPeer: boolean;
  /** the peer's camera should be seen to move */
  expectsPicture: boolean;
  saves: boolean;
  savedByPeer: boolean;
  /** the seconds of the last minute, oldest first; null where nothing could be measured */
  history: (Metrics | null)[];
};

/**
 * What has passed over a path so far, and what the peer has reported of each picture. `at`: milliseconds; `sent`,
 * `received`, `pictures` (sent): bytes; `arrived`, `missed`: packets of voice and camera that came, and that did not; `samples`, `concealed`: of
 * the sound that is played, all and those that are made up;
 * `available`, and what the browser wants to send of the pictures (`target`): bits
 * a second.
 */
type LineCounters = {
  at: number;
  path: string;
  sent: number;
  received: number;
  pictures: number;
  arrived: number;
  missed: number;
  samples: number;
  concealed: number;
  available: number | null;
  target: number | null;
  remote: { at: number; loss: number; roundTrip: number }[];
};
/**
 * This side's line between two looks. The rates are bits a second; `loss`: a share of what is sent, `missed` of what
 * should have come, or has come too late; `roundTrip`: seconds, 0 if unknown.
 */
type LineState = {
  at: number;
  available: number | null;
  target: number | null;
  sent: number;
  received: number;
  pictures: number;
  missed: number;
  loss: number;
  roundTrip: number;
};
/**
 * `probing`: a tiny picture is sent to find out how much the line takes; `reduced`: the picture's size follows the line;
 * `yielding`: it gives way for a moment, before the line is measured again.
 */
type VideoFlow = "open" | "held" | "probing" | "reduced" | "yielding";
/**
 * What the line allows beside the usual limits; null: no limit. `height`: the camera's; `keepsSize`: the browser makes it
 * no smaller than that; `nudged`: a little less, so that
 * the browser measures; `tooThin`: not even a shared screen fits.
 */
type VideoRestriction = {
  tooThin: boolean;
  held: boolean;
  height: number | null;
  screenHeight: number | null;
  frameRate: number | null;
  bitrate: number | null;
  keepsSize: boolean;
  nudged: boolean;
};
/** `still`: no frame for a second; `frozen`: for longer. */
type PictureFlow = "moving" | "still" | "frozen";
