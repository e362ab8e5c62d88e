// The shapes that the page's modules hand to each other, and what Django's catalogue of translations puts on the page.

declare function gettext(text: string): string;
declare function ngettext(one: string, many: string, count: number): string;
declare function interpolate(text: string, values: Record<string, unknown>, named: true): string;

type CallState = "idle" | "calling" | "ringing" | "incoming" | "connecting" | "active" | "reconnecting";
type CallEvent = "place" | "rings" | "offer" | "accept" | "accepted" | "resume" | "connected" | "lost" | "end";
type Role = "caller" | "callee";
type Status = "online" | "busy" | "offline";
type Person = { name: string; status: Status };

/** What a party's devices do, as the wire's `media` message says it. */
type Devices = { microphone: boolean; camera: boolean; screen: boolean };
type Failure = "denied" | "missing" | "in-use" | "insecure" | "other";
type DeviceName = "microphone" | "camera" | "screen";
type Failures = Partial<Record<DeviceName, Failure>>;

// biome-ignore lint/suspicious/noExplicitAny: protocol.js checks the fields of each type before anybody reads them
type Message = { type: string } & Record<string, any>;
/** `hello.call`: a live call as the server holds it. */
type Truth = {
  call: string;
  name: string;
  role: Role;
  state: "calling" | "ringing" | "active";
  here: boolean;
  age: number;
  left: number | null;
};

/** What the peer connection has to say, or is to hear. */
type Signal = { description?: RTCSessionDescriptionInit; candidate?: RTCIceCandidateInit };
type LinkEvents = {
  send(signal: Signal): void;
  state(state: RTCPeerConnectionState): void;
  stream(stream: MediaStream): void;
};
/** What has come from the peer so far, each number ever rising: packets by stream; bytes and checks by way. */
type Counters = { media: Record<string, number>; link: Record<string, number> };
/** What a look at them says: media come; nothing comes; something comes but the media that should; nothing to say. */
type Verdict = "flows" | "silent" | "dry" | "quiet";
type LinkLike = {
  readonly fresh: boolean;
  call(): void;
  receive(signal: Signal): Promise<void>;
  isFromAnother(description: RTCSessionDescriptionInit): boolean;
  setTrack(kind: "audio" | "video", track: MediaStreamTrack | null): void;
  setServers(servers: RTCIceServer[]): void;
  restart(): void;
  repeat(): void;
  counters(): Promise<Counters>;
  close(): void;
};

/** A call as this page knows it. */
type Call = {
  id: string;
  name: string;
  role: Role;
  /** caller: the server has confirmed the call */
  placed: boolean;
  /** callee: Accept was pressed; caller: the server said so */
  accepted: boolean;
  /** when the talk began, in the page's own milliseconds; null before that */
  since: number | null;
  remote: Devices;
};

/** Everything that the view shows; it is drawn from this alone. */
type Snapshot = {
  state: CallState;
  call: Call | null;
  local: Devices;
  localVideo: MediaStreamTrack | null;
  remoteStream: MediaStream | null;
  online: boolean;
};
type Ending = { reason: string; name: string; role: Role; mine: boolean; seconds: number | null };

/** What the conductor needs of the devices. */
type MediaLike = {
  readonly state: Devices;
  readonly outgoing: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null };
  onchange: () => void;
  open(): Promise<unknown>;
  close(): void;
};
/** Those who show what the conductor says. */
type Audience = {
  show(snapshot: Snapshot): void;
  ended(ending: Ending): void;
};
