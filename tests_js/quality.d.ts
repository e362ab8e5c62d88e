// The shapes in which the quality of a call is measured, judged and limited. null stands for what nobody knows.

/** One stream of media as the browser counts it at one moment. */
type StreamReading = {
  id: string;
  way: "in" | "out";
  line: TrackSource;
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
  limitation: string | null;
  /** what the peer has counted of it: `at` milliseconds, `loss` a share, `roundTrip` seconds */
  far: { at: number; loss: number | null; roundTrip: number | null } | null;
};
/** The way that the call takes. `roundTrip`: seconds; `available`: bits a second that the browser thinks can go out. */
type Path = {
  local: string | null;
  remote: string | null;
  relayed: boolean;
  protocol: string | null;
  roundTrip: number | null;
  available: number | null;
};
type Reading = { at: number; streams: StreamReading[]; path: Path | null };

type Picture = { width: number | null; height: number | null; frameRate: number };
/** Bits a second, `loss` a share of the packets. */
type Direction = {
  bitrate: number | null;
  audio: number | null;
  video: number | null;
  camera: Picture | null;
  screen: Picture | null;
  codecs: string[];
  loss: number | null;
};
/** `jitter` in seconds, the rest shares: of samples made up, of frames not shown, of the time that the picture stood. */
type Incoming = Direction & {
  jitter: number | null;
  concealed: number | null;
  dropped: number | null;
  freezes: number | null;
  frozen: number | null;
};
type Outgoing = Direction & { limitation: string | null };
/** What a second of a call was like. `gap`: seconds since the look before; `roundTrip`: seconds; `available`: bits a second. */
type Figures = {
  at: number;
  gap: number | null;
  in: Incoming;
  out: Outgoing;
  roundTrip: number | null;
  available: number | null;
  path: Path | null;
};

type Level = "good" | "weak" | "poor";
type Why = "loss" | "narrow" | "computer" | "gaps" | "delay";
type Finding = { level: Level; why: Why | null };
type Cause = "mine" | "theirs" | "between" | "relay" | "computer" | "their-computer";
/** What the peer's page has found; `slow`: so is its own way to the server. */
type Told = { in: Finding; out: Finding; slow: boolean };
/** `in` and `out` are this page's own findings; `way` is the worse one, the peer's word counted in. */
type Judgement = { level: Level; cause: Cause | null; way: "in" | "out"; both: boolean; in: Finding; out: Finding };
type Remedy = "save" | "stop-sending" | "stop-receiving";

/** `bitrate`: bits a second; `frameRate`: frames a second; `height`: pixels of the short side. */
type EncodingLimit = { bitrate: number; frameRate: number | null; height: number | null };
/** `paused`: the peer wants no camera's picture. */
type SenderLimits = { camera: EncodingLimit; screen: EncodingLimit; paused: boolean };

/** Everything that the sign and the details show. */
type QualityState = {
  name: string;
  judgement: Judgement;
  remedy: Remedy | null;
  /** this side has asked for no picture */
  paused: boolean;
  /** the peer has */
  pausedByPeer: boolean;
  saves: boolean;
  savedByPeer: boolean;
  /** seconds of the last minute, oldest first; null where there was no call to measure */
  recent: (Figures | null)[];
};
