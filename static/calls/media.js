/** What a person does with camera, microphone and screen of this device, one wish after the other; it knows no call and no page. */

import { failure } from "./devices/capture.js";
import { Inputs } from "./devices/inputs.js";
import { deviceOf } from "./devices/lists.js";
import { SharedScreen } from "./devices/screen.js";
import { treat } from "./devices/treatment.js";

/** Time for one black frame to leave, so that no stale picture flashes up at the peer's when the camera comes back. */
const BLACK_FRAME_MS = 120;

/** @type {Kind[]} */
const KINDS = ["microphone", "camera"];

/** @typedef {() => boolean} Still whether the call, or the dialog, that a wish was for is not over yet */

export class Media {
  /** Whether a muted microphone is open just as long as a key is held. */
  #held = false;
  /** Grows with every close: what a prompt gives after that is not wanted any more. */
  #round = 0;
  /** @type {Promise<unknown>} one change after the other, however fast a button is pressed */
  #queue = Promise.resolve();
  #choices;
  #inputs;
  #screen;
  /** Called after every change of what is sent or shown; a device that was exchanged goes on until the promise it may give. */
  onchange = () => /** @type {unknown} */ (undefined);
  /** Called with what could not be had, and why. */
  ontrouble = (/** @type {Failures} */ _failures) => {};
  /** Called where a device was unplugged, with the one that has taken its place. */
  onlost = (/** @type {Loss} */ _loss) => {};

  /** @param {{ devices: MediaDevices | undefined, permissions?: Permissions, choices: import("./devices/choices.js").Choices }} parts */
  constructor({ devices, permissions, choices }) {
    this.#choices = choices;
    const onend = (/** @type {Kind} */ kind, /** @type {MediaStreamTrack} */ track) => this.#unplugged(kind, track);
    this.#inputs = new Inputs({ devices, permissions, choices, onend });
    this.#screen = new SharedScreen(devices, () => this.onchange());
  }

  get canShareScreen() {
    return this.#screen.possible;
  }

  /** @returns {Devices} */
  get state() {
    const { microphone, camera } = this.#inputs.tracks;
    const screen = Boolean(this.#screen.picture);
    return { microphone: Boolean(microphone?.enabled), camera: Boolean(camera?.enabled), screen };
  }

  /** What goes to the peer. */
  get outgoing() {
    const { microphone: audio, camera: video } = this.#inputs.tracks;
    return { audio, video, screen: this.#screen.picture, screenSound: this.#screen.sound };
  }

  get held() {
    return this.#held;
  }

  /** What is wanted and could not be had. */
  get missing() {
    return this.#inputs.missing;
  }

  /** The device in use; null: it is off. @param {Kind} kind */
  device(kind) {
    const track = this.#inputs.tracks[kind];
    return track && deviceOf(track);
  }

  /** Resolves once all that has been asked for so far is done. */
  settled() {
    return this.#queue;
  }

  /** Camera and microphone, as far as they can be had. @param {Kind[]} kinds */
  open(kinds = KINDS) {
    return this.#inTurn((still) => {
      const wanted = kinds.filter((kind) => !this.#inputs.tracks[kind]);
      return wanted.length === 0 ? {} : this.#inputs.take(wanted, still);
    });
  }

  /** What this call is not to have, even if it was asked for a moment ago. @param {Kind} kind */
  off(kind) {
    return this.#inTurn(() => {
      this.#inputs.drop(kind);
      return {};
    });
  }

  /** Everything off, at once: no light stays on after a call. */
  close() {
    this.#round += 1;
    this.#held = false;
    this.#inputs.close();
    this.#screen.stop();
    this.onchange();
  }

  /** On if it is off, off if it is on. @param {DeviceName} name */
  toggle(name) {
    return this.#inTurn((still) => {
      if (name === "screen") return this.#toggleScreen(still);
      return name === "camera" ? this.#toggleCamera(still) : this.#toggleMicrophone(still);
    });
  }

  /** Opens a muted microphone while a key is held; at once, since the first word comes with it. @param {boolean} on */
  hold(on) {
    const { microphone } = this.#inputs.tracks;
    if (this.#held === on || !microphone || (on && microphone.enabled)) return;
    this.#held = on;
    microphone.enabled = on;
    this.onchange();
  }

  /** Remembers a choice and, where that kind is in use or was missed, uses it. @param {Kind} kind @param {Chosen | null} device null leaves it to the system */
  choose(kind, device) {
    return this.#inTurn(async (still) => {
      const before = this.#choices.get(kind);
      const inUse = this.device(kind);
      this.#choices.set(kind, device);
      if (!inUse && !this.missing[kind]) return {};
      const failures = await (inUse ? this.#inputs.exchange(kind, { still }) : this.#inputs.take([kind], still));
      if (failures[kind]) this.#choices.set(kind, before);
      return failures;
    });
  }

  /** Uses this device from now on, and remembers nothing. @param {Kind} kind @param {Chosen} device */
  use(kind, device) {
    return this.#inTurn((still) => {
      return this.device(kind) ? this.#inputs.exchange(kind, { prefer: { [kind]: device }, still }) : {};
    });
  }

  /** Switches one treatment of the voice, and remembers it. @param {keyof Processing} name @param {boolean} on */
  process(name, on) {
    return this.#inTurn(async (still) => {
      this.#choices.process(name, on);
      return treat(this.#inputs, this.#choices.processing, { still, carried: () => this.#carried() });
    });
  }

  /** Muting keeps the device: the first word after it is not to be lost. @param {Still} still */
  #toggleMicrophone(still) {
    const { microphone } = this.#inputs.tracks;
    if (!microphone) return this.#inputs.take(["microphone"], still);
    // Who presses the button while the key is held wants the microphone to stay open.
    microphone.enabled = this.#held || !microphone.enabled;
    this.#held = false;
    return {};
  }

  /** Off means off: the camera's light goes out. @param {Still} still */
  async #toggleCamera(still) {
    const { camera } = this.#inputs.tracks;
    if (!camera) return this.#inputs.take(["camera"], still);
    camera.enabled = false;
    this.onchange();
    await new Promise((resolve) => setTimeout(resolve, BLACK_FRAME_MS));
    this.#inputs.drop("camera");
    return {};
  }

  /** @param {Still} still @returns {Promise<Failures>} */
  async #toggleScreen(still) {
    try {
      if (this.#screen.picture) this.#screen.stop();
      else await this.#screen.start(still);
      return {};
    } catch (error) {
      // A person who closes the browser's own dialog has said no: that is no failure.
      return failure(error) === "denied" ? {} : { screen: failure(error) };
    }
  }

  /** @param {Kind} kind @param {MediaStreamTrack} track */
  #unplugged(kind, track) {
    return this.#inTurn(async (still) => {
      if (this.#inputs.tracks[kind] !== track) return {};
      const was = deviceOf(track);
      const failures = await this.#inputs.replace(kind, still);
      // The person may have blocked it rather than pulled the plug.
      if (failures[kind] === "denied") return failures;
      if (still()) this.onlost({ kind, was, now: this.device(kind) });
      return {};
    });
  }

  /** What was exchanged goes on until its heir is on the wire, or there would be a gap. */
  #carried() {
    return this.#inputs.letGoAfter(this.onchange());
  }

  /** What was asked for in a call that is over meanwhile is not done, and its failure interests nobody. @param {(still: Still) => Failures | Promise<Failures>} change */
  #inTurn(change) {
    const round = this.#round;
    const still = () => round === this.#round;
    this.#queue = this.#queue.then(async () => {
      const failures = still() ? await change(still) : {};
      if (!still()) return;
      this.#carried();
      if (Object.keys(failures).length > 0) this.ontrouble(failures);
    });
    return this.#queue;
  }
}
