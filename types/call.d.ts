// Calls, as the modules of the page hand them to each other.

type CallState = "idle" | "calling" | "ringing" | "incoming" | "connecting" | "active" | "reconnecting";

type CallEvent = "place" | "rings" | "offer" | "accept" | "accepted" | "resume" | "take" | "connected" | "lost" | "end";

/** A call as this page knows it. */
type CallDetails = {
  id: string;
  name: string;
  role: Role;
  /** false: a voice call */
  video: boolean;
  /** the two pages may connect without a relay while it rings: each may learn where the other is */
  direct: boolean;
  /** caller: the server has confirmed the call */
  placed: boolean;
  /** callee: Accept was pressed; caller: the server has reported it */
  accepted: boolean;
  /** when the media connected, in this page's milliseconds; null before that */
  since: number | null;
  remote: MediaState;
  /** this side has asked the peer for no camera video */
  paused: boolean;
  /** it is on another device of this user's, and is to be moved here */
  takeFrom?: { device: string | null } | null;
  /** what is wrong with this side's network while it does not connect, as the peer is told */
  network: NetworkProblem | null;
  /** why it does not connect; null while nothing is known, and once it has connected */
  problem: ConnectionProblem | null;
  /** why it did not ring: the callee does not want to be disturbed */
  quiet?: Quiet | null;
  /** another device of this user's has taken it from here */
  handedOver?: boolean;
};

/** Everything that the page shows about the call. */
type Snapshot = {
  state: CallState;
  call: CallDetails | null;
  local: MediaState;
  tracks: Tracks;
  remote: Streams;
  /** what comes from the caller while it rings here: it is made ready, and shown to those who want that */
  preview?: MediaStream | null;
  /** whether such a picture may come */
  expectsPreview?: boolean;
  online: boolean;
  /** whether the data channel to the peer's page is open */
  channel: boolean;
};

/** `mine`: this page has ended the call. `missed`: somebody called and got no answer. */
type Ending = {
  reason: string;
  name: string;
  role: Role;
  mine: boolean;
  missed: boolean;
  accepted: boolean;
  seconds: number | null;
  video: boolean;
  /** of a call that could not be connected */
  problem?: ConnectionProblem | null;
  /** of a call that did not ring because of that */
  quiet?: Quiet | null;
};

/** A call as its features are handed it. */
type CallContext = {
  readonly details: CallDetails;
  readonly channel: ChannelLike;
  report(): Promise<RTCStatsReport | null>;
  lineReports(): Promise<RTCStatsReport[]>;
  lastFrameAt(): number | null;
  fingerprints(): Promise<Fingerprints | null>;
  limit(limits: SenderLimits): void;
  pause(paused: boolean): void;
};

/** A feature of one call: it begins with the call, and is closed with it. */
type CallFeature = { close(): void };

/** What is told about the calls of this page. */
type CallObserver = {
  show?(snapshot: Snapshot): void;
  ended?(ending: Ending): void;
  /** a `hello` of the server has been applied */
  onHello?(state: CallState): void;
};

/** What a call needs of the page. */
type CallParts = {
  send(message: Message): boolean;
  media: MediaLike;
  newConnection(options: PeerConnectionOptions): PeerConnectionLike;
  newFeatures?(call: CallContext): CallFeature;
  newId(): string;
  /** milliseconds */
  now(): number;
  /** whether this browser can make and take calls */
  canCall?: boolean;
  /** whether the server can be reached */
  online(): boolean;
  /** the latest ones */
  servers(): RTCIceServer[];
  /** whether the server passes on what connects two pages while it rings */
  early(): boolean;
  transition(event: CallEvent): void;
  show(): void;
  /** what has cut off the peer may have cut off the server, too */
  checkServer(): void;
  /** this side ends the call */
  leave(reason: string): void;
  /** the call is over for this page only */
  end(reason: string): void;
};

/** What a call begins with. */
type CallStart = Pick<CallDetails, "id" | "name" | "role"> & Partial<CallDetails>;
