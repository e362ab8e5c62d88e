// The types that the page's modules share, and the functions of Django's JavaScript catalogue of translations.

declare function gettext(text: string): string;
declare function pgettext(context: string, text: string): string;
declare function ngettext(one: string, many: string, count: number): string;
declare function interpolate(text: string, values: Record<string, unknown>, named: true): string;

type CallState = "idle" | "calling" | "ringing" | "incoming" | "connecting" | "active" | "reconnecting";
type CallEvent = "place" | "rings" | "offer" | "accept" | "accepted" | "resume" | "take" | "connected" | "lost" | "end";
type Role = "caller" | "callee";
type Status = "online" | "busy" | "offline";
type Person = { name: string; status: Status };

/** A party's devices, as in the message `media`. */
type Devices = { microphone: boolean; camera: boolean; screen: boolean };
type Failure = "denied" | "missing" | "in-use" | "insecure" | "other";
type DeviceName = "microphone" | "camera" | "screen";
/** Devices of which there may be several to choose from. */
type Kind = "microphone" | "camera";
type DeviceKind = Kind | "speaker";
/** As the browser lists it. `group` is the same for all parts of a headset, and may be "". */
type Device = { id: string; label: string; group: string };
type DeviceLists = Record<DeviceKind, Device[]>;
/** What is stored about a device. */
type Chosen = { id: string; label: string };
/** Voice processing, by the names in MediaTrackConstraints. */
type Processing = { echoCancellation: boolean; noiseSuppression: boolean; autoGainControl: boolean };
/** A device was unplugged. `now`: the one that has taken its place, or null. */
type Loss = { kind: Kind; was: Device; now: Device | null };
type Failures = Partial<Record<DeviceName, Failure>>;

// biome-ignore lint/suspicious/noExplicitAny: protocol.js checks the fields of each type
type Message = { type: string } & Record<string, any>;
/** A live call as the server holds it (`hello.call`). */
type ServerCall = {
  call: string;
  name: string;
  role: Role;
  state: "calling" | "ringing" | "active";
  video?: boolean;
  here: boolean;
  age: number;
  left: number | null;
  /** this user's device that takes part */
  device?: string | null;
};

/** What two peer connections exchange. */
type Signal = { description?: RTCSessionDescriptionInit; candidate?: RTCIceCandidateInit };
/** What is sent in a call: voice and camera, which every client has, then a screen and its sound. */
type TrackSource = "audio" | "video" | "screen" | "screenSound";
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
  readonly fresh: boolean;
  startOffer(): void;
  onSignal(signal: Signal): Promise<void>;
  isFromAnother(description: RTCSessionDescriptionInit): boolean;
  setTracks(tracks: Tracks, separateScreen: boolean): Promise<void>;
  setServers(servers: RTCIceServer[]): void;
  restart(): void;
  repeat(): void;
  counters(): Promise<Counters>;
  limit(limits: SenderLimits): void;
  framesDecoded(): Promise<number>;
  report(): Promise<RTCStatsReport>;
  fingerprints(): Promise<Fingerprints | null>;
  detach(): void;
  close(): void;
};

/** A call as this page knows it. */
type CallDetails = {
  id: string;
  name: string;
  role: Role;
  /** false: a voice call */
  video: boolean;
  /** caller: the server has confirmed the call */
  placed: boolean;
  /** callee: Accept was pressed; caller: the server has reported it */
  accepted: boolean;
  /** when the media connected, in this page's milliseconds; null before that */
  since: number | null;
  remote: Devices;
  /** this side has asked the peer for no camera video */
  paused: boolean;
  /** it is on another device of this user's, and is to be moved here */
  takes?: { device: string | null } | null;
  /** another device of this user's has taken it from here */
  handedOver?: boolean;
};

/** Everything that the page shows about the call. */
type Snapshot = {
  state: CallState;
  call: CallDetails | null;
  local: Devices;
  tracks: Tracks;
  remote: Streams;
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
  seconds: number | null;
  video: boolean;
};

/**
 * SHA-256 of the two certificates of a connection, as its transport reports them.
 * `apart`: sound or picture goes to somebody else than the channel does.
 */
type Fingerprints = { own: Uint8Array<ArrayBuffer>; peer: Uint8Array<ArrayBuffer>; apart: boolean };
/** A picture and what to call it aloud. */
type Emoji = [string, () => string];
/**
 * How a call stands with its verification: the code is awaited, shown, found equal or different by the person, or to be
 * compared anew after it was found equal; a browser does not tell its certificates; the peer has not kept its word.
 */
type VerificationStatus = "waiting" | "ready" | "matched" | "differs" | "stale" | "unable" | "peer-unable" | "broken";

/** A request for video in a voice call: none; sent; received; or the own one was refused. */
type VideoRequestState = "none" | "asking" | "asked" | "refused";

/** What the calls need of this user's devices. */
type MediaLike = {
  readonly state: Devices;
  /** what the peer gets */
  readonly sending: Devices;
  /** by the user, in this call */
  readonly turnedOff: Kind[];
  readonly outgoing: Tracks;
  onchange: () => unknown;
  keepOff(kinds: Kind[]): void;
  open(kinds?: Kind[]): Promise<unknown>;
  off(kind: Kind): Promise<unknown>;
  close(): void;
};
/** What the features need of the data channel. */
type ChannelLike = {
  readonly open: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the reader checks what comes
  on(type: string, handler: (message: any) => void): void;
  onchange(listener: () => void): void;
  send(message: Message): boolean;
  sendBytes(bytes: ArrayBuffer): boolean;
  room(): Promise<void>;
};
/** A call as its features are handed it. */
type FeatureCall = {
  readonly details: CallDetails;
  readonly channel: ChannelLike;
  report(): Promise<RTCStatsReport | null>;
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
  /** a greeting of the server has been applied */
  greeted?(state: CallState): void;
};
/** What is told about the socket. */
type SocketObserver = {
  onMessage?(message: Message): void;
  /** whether the server can be reached */
  onOnline?(online: boolean): void;
  onSignedOut?(): void;
  /** another tab has taken this tab's place */
  onReplaced?(): void;
};
/** `separateScreen`: the peer shows a screen beside the camera, so that it has a transceiver for itself. */
type PeerConnectionOptions = {
  call: string;
  polite: boolean;
  servers: RTCIceServer[];
  tracks: Tracks;
  separateScreen: boolean;
  on: PeerConnectionEvents;
};
/** What a call needs of the page. */
type CallParts = {
  send(message: Message): boolean;
  media: MediaLike;
  newConnection(options: PeerConnectionOptions): PeerConnectionLike;
  newFeatures?(call: FeatureCall): CallFeature;
  /** milliseconds */
  now(): number;
  /** the latest ones */
  servers(): RTCIceServer[];
  move(event: CallEvent): void;
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
