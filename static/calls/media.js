/** Camera, microphone and screen of this device, and the names of their failures; it knows no call and no page. */

/** Time for one black frame to leave, so that no stale picture flashes up at the peer's when the camera comes back. */
const BLACK_FRAME_MS = 120;

const CONSTRAINTS = {
  microphone: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
  camera: { video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" } },
};

/** The screen with its sound where the browser can; echo cancellation would take the film's voices for an echo. */
const SCREEN = {
  video: { frameRate: { ideal: 30, max: 30 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};

/** Names of DOMException (Media Capture and Streams, section 10.3) as what a person can do something about. */
/** @type {Record<string, Failure>} */
const FAILURES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "in-use",
  AbortError: "in-use",
};

/** @param {unknown} error @returns {Failure} */
export const failure = (error) =>
  FAILURES[error instanceof Error || error instanceof DOMException ? error.name : ""] ?? "other";

/** @typedef {"microphone" | "camera"} Kind */
/** @type {Kind[]} */
const KINDS = ["microphone", "camera"];

export class Media {
  /** @type {Record<DeviceName, MediaStreamTrack | null>} */
  #tracks = { microphone: null, camera: null, screen: null };
  /** @type {MediaStreamTrack | null} what the shared screen sounds like */
  #screenSound = null;
  /** Grows with every close: what a prompt gives after that is not wanted any more. */
  #round = 0;
  /** @type {Promise<unknown>} one change after the other, however fast a button is pressed */
  #queue = Promise.resolve();
  #devices;
  #permissions;
  /** Called after every change of what is sent or shown. */
  onchange = () => {};
  /** Called with what could not be had, and why. */
  ontrouble = (/** @type {Failures} */ _failures) => {};

  /** @param {MediaDevices | undefined} devices undefined where the page is not secure @param {Permissions} [permissions] */
  constructor(devices, permissions) {
    this.#devices = devices;
    this.#permissions = permissions;
  }

  get canShareScreen() {
    return Boolean(this.#devices?.getDisplayMedia);
  }

  /** @returns {Devices} */
  get state() {
    const { microphone, camera, screen } = this.#tracks;
    return { microphone: Boolean(microphone?.enabled), camera: Boolean(camera?.enabled), screen: Boolean(screen) };
  }

  /** What goes to the peer. */
  get outgoing() {
    const { microphone: audio, camera: video, screen } = this.#tracks;
    return { audio, video, screen, screenSound: this.#screenSound };
  }

  /** Camera and microphone, as far as they can be had. @param {Kind[]} kinds */
  open(kinds = KINDS) {
    return this.#inTurn(() => {
      const wanted = kinds.filter((kind) => !this.#tracks[kind]);
      return wanted.length === 0 ? {} : this.#acquire(wanted);
    });
  }

  /** What this call is not to have, even if it was asked for a moment ago. @param {DeviceName} name */
  off(name) {
    return this.#inTurn(() => {
      this.#drop(name);
      return {};
    });
  }

  /** Everything off, at once: no light stays on after a call. */
  close() {
    this.#round += 1;
    for (const name of /** @type {DeviceName[]} */ (Object.keys(this.#tracks))) this.#drop(name);
    this.onchange();
  }

  /** On if it is off, off if it is on. @param {DeviceName} name */
  toggle(name) {
    return this.#inTurn(() => {
      if (name === "screen") return this.#toggleScreen();
      return name === "camera" ? this.#toggleCamera() : this.#toggleMicrophone();
    });
  }

  /** Muting keeps the device: the first word after it is not to be lost. */
  #toggleMicrophone() {
    const { microphone } = this.#tracks;
    if (!microphone) return this.#acquire(["microphone"]);
    microphone.enabled = !microphone.enabled;
    return {};
  }

  /** Off means off: the camera's light goes out. */
  async #toggleCamera() {
    const { camera } = this.#tracks;
    if (!camera) return this.#acquire(["camera"]);
    camera.enabled = false;
    this.onchange();
    await new Promise((resolve) => setTimeout(resolve, BLACK_FRAME_MS));
    this.#drop("camera");
    return {};
  }

  /** @returns {Promise<Failures>} */
  async #toggleScreen() {
    const round = this.#round;
    if (this.#tracks.screen) {
      this.#drop("screen");
      return {};
    }
    try {
      const stream = await this.#devices?.getDisplayMedia(SCREEN);
      if (stream) this.#keep("screen", stream, round);
      return {};
    } catch (error) {
      // A person who closes the browser's own dialog has said no: that is no failure.
      return failure(error) === "denied" ? {} : { screen: failure(error) };
    }
  }

  /** @param {Kind[]} kinds @returns {Promise<Failures>} */
  async #acquire(kinds) {
    const round = this.#round;
    if (!this.#devices?.getUserMedia) return Object.fromEntries(kinds.map((kind) => [kind, "insecure"]));
    try {
      const constraints = Object.assign({}, ...kinds.map((kind) => CONSTRAINTS[kind]));
      const stream = await this.#devices.getUserMedia(constraints);
      for (const kind of kinds) this.#keep(kind, stream, round);
      return {};
    } catch (error) {
      const blocked = await this.#blocked(kinds);
      // One of two devices may still work; but who has just said no to both is not asked twice.
      const askAgain = blocked.length === 0 ? failure(error) !== "denied" : blocked.length < kinds.length;
      if (kinds.length === 1 || !askAgain) {
        return Object.fromEntries(kinds.map((kind) => [kind, blocked.includes(kind) ? "denied" : failure(error)]));
      }
    }
    /** @type {Failures} */
    const failures = {};
    for (const kind of kinds) if (round === this.#round) Object.assign(failures, await this.#acquire([kind]));
    return failures;
  }

  /** The devices that the browser keeps from this site; none where it does not tell. @param {Kind[]} kinds */
  async #blocked(kinds) {
    const names = /** @type {PermissionName[]} */ (/** @type {string[]} */ (kinds));
    try {
      const answers = await Promise.all(names.map((name) => this.#permissions?.query({ name })));
      return kinds.filter((_kind, index) => answers[index]?.state === "denied");
    } catch {
      return [];
    }
  }

  /** @param {DeviceName} name @param {MediaStream} stream @param {number} round */
  #keep(name, stream, round) {
    const [track] = name === "microphone" ? stream.getAudioTracks() : stream.getVideoTracks();
    if (!track) return;
    if (round !== this.#round) return track.stop();
    this.#tracks[name] = track;
    if (name === "screen") this.#share(track, stream);
    // Unplugged, or stopped by the browser's own "Stop sharing".
    track.onended = () => {
      if (this.#tracks[name] === track) this.#drop(name);
      this.onchange();
    };
  }

  /** Text is to stay sharp; where the screen sounds, it moves, too, as films do. @param {MediaStreamTrack} picture @param {MediaStream} stream */
  #share(picture, stream) {
    const [sound] = stream.getAudioTracks();
    picture.contentHint = sound ? "motion" : "detail";
    if (sound) sound.contentHint = "music";
    this.#screenSound = sound ?? null;
  }

  /** @param {DeviceName} name */
  #drop(name) {
    this.#tracks[name]?.stop();
    this.#tracks[name] = null;
    if (name !== "screen") return;
    this.#screenSound?.stop();
    this.#screenSound = null;
  }

  /** What was asked for in a call that is over meanwhile is not done, and its failure interests nobody. @param {() => Failures | Promise<Failures>} change */
  #inTurn(change) {
    const round = this.#round;
    this.#queue = this.#queue.then(async () => {
      if (round !== this.#round) return;
      const failures = await change();
      if (round !== this.#round) return;
      this.onchange();
      if (Object.keys(failures).length > 0) this.ontrouble(failures);
    });
    return this.#queue;
  }
}
