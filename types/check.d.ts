// The set-up check.

type CheckStepId =
  | "browser"
  | "secure"
  | "permissions"
  | "camera"
  | "microphone"
  | "recording"
  | "speaker"
  | "server"
  | "stun"
  | "turn-udp"
  | "turn-tcp"
  | "turn-tls"
  | "relay";

/** How a step ended. `limited`: it works, with a reservation. */
type CheckResult = "works" | "limited" | "fails" | "skipped";

/** `advice`: what to do about it, one sentence or two each. */
type Verdict = { result: CheckResult; text: string; advice: string[] };

/** `waiting`: not begun; `request`: begins when the person asks for it; `asked`: the person's answer is awaited. */
type CheckState = CheckResult | "waiting" | "running" | "request" | "asked";

/** What a device request has brought. `unanswered`: the browser still asks, or the device does not respond. */
type CheckedDevice = { track: MediaStreamTrack | null; why: Failure | "unanswered" | null };

/** What the browser tells of a permission; null if it does not tell. */
type KnownPermissions = Record<InputKind, PermissionState | null>;

/** The transport between the browser and a relay. */
type RelayTransport = "udp" | "tcp" | "tls";

/**
 * What gathering candidates from one server has brought. `after`: milliseconds until the wanted candidate, null if
 * none came; `errors`: error codes of icecandidateerror; `complete`: false if the time was up first.
 */
type Gathering = { types: string[]; after: number | null; errors: number[]; complete: boolean };

/**
 * The call through the relay. `bitrate`: bits a second that arrived; `loss`: a share of the packets;
 * `roundTrip`: seconds.
 */
type RelayCall = {
  connected: boolean;
  bitrate: number;
  loss: number;
  roundTrip: number | null;
  protocol: string | null;
};

/** Runs a step, shows its verdict, and returns it. `limit`: milliseconds. */
type StepRunner = (
  id: CheckStepId,
  limit: number,
  run: import("../static/calls/check/cleanup.js").Cleanup,
  act: (cleanup: import("../static/calls/check/cleanup.js").Cleanup) => Verdict | Promise<Verdict>,
) => Promise<Verdict>;
