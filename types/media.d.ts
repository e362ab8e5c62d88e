// This user's devices.

/** A party's devices, as in the message `media`. */
type MediaState = { microphone: boolean; camera: boolean; screen: boolean };

/** "insecure": the page has no https; "unsupported": the browser has no such API. */
/** `denied`: for this site, by the person; `dismissed`: the question was closed; `system`: for the browser, by the system. */
type Failure = "denied" | "dismissed" | "system" | "missing" | "in-use" | "insecure" | "unsupported" | "other";

type CaptureSource = "microphone" | "camera" | "screen";

/** Devices of which there may be several to choose from. */
type InputKind = "microphone" | "camera";

type DeviceKind = InputKind | "speaker";

/** As the browser lists it. `group` is the same for all parts of a headset, and may be "". */
type Device = { id: string; label: string; group: string };

type DeviceLists = Record<DeviceKind, Device[]>;

/** What is stored about a device. */
type Chosen = { id: string; label: string };

/** Voice processing, by the names in MediaTrackConstraints. */
type Processing = { echoCancellation: boolean; noiseSuppression: boolean; autoGainControl: boolean };

/**
 * What the browser has not answered for seconds. `asks`: it may be asking the person; otherwise it has the permission,
 * and the device does not respond.
 */
type Waiting = { kinds: CaptureSource[]; asks: boolean };

/**
 * A device was unplugged, or (not `gone`) it is there and delivers nothing. `now`: the one that has taken its place, or
 * null.
 */
type UnpluggedDevice = { kind: InputKind; was: Device; now: Device | null; gone: boolean };

type Failures = Partial<Record<CaptureSource, Failure>>;

/** What the calls need of this user's devices. */
type MediaLike = {
  readonly state: MediaState;
  /** what the peer gets */
  readonly sending: MediaState;
  /** by the user, in this call */
  readonly turnedOff: InputKind[];
  readonly outgoing: Tracks;
  onchange: () => unknown;
  restoreDisabled(kinds: InputKind[]): void;
  /** resolves once they are open, or do not respond for ten seconds */
  open(kinds?: InputKind[]): Promise<unknown>;
  disable(kind: InputKind): Promise<unknown>;
  /** a call rings: opens what the user wants to be open by then */
  prepare(kinds?: InputKind[]): Promise<unknown>;
  /** that call was not accepted here */
  release(): void;
  close(): void;
};
