// What passes between the two browsers, and between the modules in rtc/.

/** What two peer connections exchange. */
type Signal = { description?: RTCSessionDescriptionInit; candidate?: RTCIceCandidateInit };

/** What is sent in a call: voice and camera, which every client has, then a screen and its sound. */
type TrackSource = "audio" | "video" | "screen" | "screenAudio";

type Tracks = Record<TrackSource, MediaStreamTrack | null>;

/** What comes from the peer: `main` has voice and camera, `screen` a shared screen and its sound. */
type Streams = { main: MediaStream | null; screen: MediaStream | null };

type PeerConnectionEvents = {
  send(signal: Signal): void;
  state(state: RTCPeerConnectionState): void;
  streams(streams: Streams): void;
  /** the data channel between the pages; a five-message client has none */
  channel(channel: RTCDataChannel): void;
};

/** What has come from the peer so far. The numbers only rise: packets by stream; bytes and checks by candidate pair. */
type Counters = { media: Record<string, number>; path: Record<string, number> };

/** "no-media": something comes, but not the media that should. */
type InboundVerdict = "flowing" | "silent" | "gone" | "no-media" | "unknown";

type PeerConnectionLike = {
  readonly hasRemoteDescription: boolean;
  startOffer(): void;
  onSignal(signal: Signal): Promise<void>;
  isFromNewPeerConnection(description: RTCSessionDescriptionInit): boolean;
  setTracks(tracks: Tracks, separateScreen: boolean): Promise<void>;
  setServers(servers: RTCIceServer[]): void;
  allowDirect(): boolean;
  restartIce(): void;
  resendDescription(): void;
  resendCandidates(): void;
  counters(): Promise<Counters>;
  limit(limits: SenderLimits): void;
  framesDecoded(): Promise<number>;
  report(): Promise<RTCStatsReport>;
  lineReports(): Promise<RTCStatsReport[]>;
  lastFrameAt(): number | null;
  fingerprints(): Promise<Fingerprints | null>;
  iceFacts(): Omit<IceFacts, "seconds" | "online">;
  detach(): void;
  close(): void;
};

/**
 * SHA-256 of the two certificates of a connection, as its transport reports them.
 * `apart`: the media and the data channel go to different certificates.
 */
type Fingerprints = { own: Uint8Array<ArrayBuffer>; peer: Uint8Array<ArrayBuffer>; apart: boolean };

/** What the features need of the data channel. */
type ChannelLike = {
  readonly open: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the reader checks what comes
  on(type: string, handler: (message: any) => void): void;
  onchange(listener: () => void): void;
  /** All handlers are set. */
  release(): void;
  send(message: Message): boolean;
  sendBytes(bytes: ArrayBuffer): boolean;
  bufferDrained(): Promise<void>;
};

/**
 * `separateScreen`: the peer shows a screen beside the camera, so that it has a transceiver for itself. `relayed`: it
 * uses relays only, until direct ones are allowed.
 */
type PeerConnectionOptions = {
  call: string;
  polite: boolean;
  servers: RTCIceServer[];
  tracks: Tracks;
  separateScreen: boolean;
  relayed: boolean;
  on: PeerConnectionEvents;
};

/**
 * `bitrate`: bits a second; `frameRate`: frames a second; `height`: pixels of the short side; `held`: nothing is sent
 * at the moment, not even repeats of lost packets; `keepsSize`: the browser makes the picture no smaller by itself.
 */
type EncodingLimit = {
  bitrate: number;
  frameRate: number | null;
  height: number | null;
  held?: boolean;
  keepsSize?: boolean;
};

/**
 * Of each sound. `bitrate`: bits a second of the codec alone, without its redundancy; null: as the browser chooses.
 * `sparse`: few long packets without redundancy, because headers and repetition would take most of the line; `redundant`: each
 * packet repeats the one before.
 */
type AudioLimit = { bitrate: number | null; sparse: boolean; redundant: boolean };

/** `paused`: the peer wants no video of the camera; `overloaded`: the encoder has not kept up. */
type SenderLimits = {
  audio: AudioLimit;
  camera: EncodingLimit;
  screen: EncodingLimit;
  paused: boolean;
  overloaded: boolean;
};

/** The names of the video codecs to send, the best first. */
type CodecsFor = (overloaded: boolean) => string[];

/** What is wrong with one side's network, as that side's page finds out and the message `media` reports (docs/protocol.md). */
type NetworkProblem =
  | "incompatible"
  | "no-candidates"
  | "relay-refused"
  | "relay-unreachable"
  | "udp-blocked"
  | "relay-missing";

/** Why a connection does not come up. `mine`, `theirs`: the side whose network, relay or browser is the cause. */
type ConnectionProblem =
  | { side: "mine" | "theirs"; why: NetworkProblem }
  | { side: "between"; why: "no-description" | "no-server" | "no-handshake" | "no-path" | "no-relay" };

/** A candidate's line (RFC 8839, section 5.1). `related`: for one of STUN or TURN, the address that it was found from. */
type Candidate = { protocol: string; address: string; type: string; related: string | null };

/** What ICE has found out about one peer connection that is not up. */
type IceFacts = {
  /** since it may connect */
  seconds: number;
  /** whether the server can be reached */
  online: boolean;
  /** types of this side's candidates: host, srflx, prflx, relay */
  local: string[];
  /** types of the peer's candidates that have arrived */
  remote: string[];
  /** of icecandidateerror; `relay`: of a TURN server */
  errors: { code: number; relay: boolean }[];
  gathering: RTCIceGatheringState;
  ice: RTCIceConnectionState;
  /** whether a description of the peer has been applied */
  described: boolean;
  /** whether a TURN server is configured */
  relay: boolean;
  /** whether a STUN server is configured */
  stun: boolean;
  /** whether this side uses the relay only */
  relayOnly: boolean;
};
