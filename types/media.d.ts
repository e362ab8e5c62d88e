// This user's devices.

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
