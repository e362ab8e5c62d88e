/** What a person does with camera, microphone and screen of this device, one wish after the other; it knows no call and no page. */

import { TaskQueue } from "../lib/task_queue.js";
import { failure } from "./capture.js";
import { DeviceIntents } from "./device_intents.js";
import { deviceOf } from "./devices/lists.js";
import { Inputs } from "./inputs.js";
import { SharedScreen } from "./screen.js";
import { treat } from "./voice_processing.js";

/** Time for one black frame to leave, so that no stale picture flashes up at the peer's when the camera comes back. */
const BLACK_FRAME_MS = 120;

/** @type {Kind[]} */
const KINDS = ["microphone", "camera"];

/** @typedef {import("../lib/task_queue.js").Still} Still */

export class LocalMedia {
  /** Whether a muted microphone is open just as long as a key is held. */
  #held = false;
  #turns = new TaskQueue();
  #wishes = new DeviceIntents();
  #choices;
  #inputs;
  #screen;
  /** Called after every change of what is sent or shown; a device that was exchanged goes on until the promise it may give. */
  onchange = () => /** @type {unknown} */ (undefined);
  /** Called with what could not be had, and why. */
  ontrouble = (/** @type {Failures} */ _failures) => {};
  /** Called where a device was unplugged, with the one that has taken its place. */
  onlost = (/** @type {Loss} */ _loss) => {};

  /** @param {{ devices: MediaDevices | undefined, permissions?: Permissions, choices: import("./devices/choices.js").DeviceChoices }} parts */
  constructor({ devices, permissions, choices }) {
    this.#choices = choices;
    /** @type {import("./inputs.js").InputEvents} */
    const on = {
      ended: (kind, track) => this.#unplugged(kind, track),
      muted: () => this.onchange(),
      isOff: (kind) => this.#wishes.isOff(kind),
    };
    this.#inputs = new Inputs({ devices, permissions, choices, on });
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

  /** What the peer gets something of: a device that the system has cut off gives nothing, though its button says on. @returns {Devices} */
  get sending() {
    const { microphone, camera, screen } = this.state;
    const { tracks } = this.#inputs;
    return { microphone: microphone && !tracks.microphone?.muted, camera: camera && !tracks.camera?.muted, screen };
  }

  /** What was turned off in this call, by its person. */
  get turnedOff() {
    return this.#wishes.off;
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
    return this.#turns.settled();
  }

  /** What was off in this call before the page was loaded anew: it stays so. @param {Kind[]} kinds */
  keepOff(kinds) {
    this.#wishes.restore(kinds);
  }

  /** Camera and microphone, as far as they can be had, and are not turned off: a muted microphone is open, a camera is not. @param {Kind[]} kinds */
  open(kinds = KINDS) {
    return this.#inTurn((still) => {
      const wanted = kinds.filter(
        (kind) => !this.#inputs.tracks[kind] && !(kind === "camera" && this.#wishes.isOff(kind)),
      );
      return wanted.length === 0 ? {} : this.#inputs.take(wanted, still);
    });
  }

  /** What this call is not to have, even if it was asked for a moment ago. @param {Kind} kind */
  off(kind) {
    this.#wishes.set(kind, false);
    this.#wishes.done(kind);
    return this.#inTurn(() => {
      if (this.#wishes.isOff(kind)) this.#inputs.drop(kind);
      return {};
    });
  }

  /** Everything off, at once: no light stays on after a call. */
  close() {
    this.#turns.cut();
    this.#held = false;
    this.#wishes.clear();
    this.#inputs.close();
    this.#screen.stop();
    this.onchange();
  }

  /** On if it is off, off if it is on. @param {DeviceName} name */
  toggle(name) {
    // Who presses the button while the key is held wants the microphone to stay open.
    const shown = this.state[name] && !(name === "microphone" && this.#held);
    return this.turn(name, this.#wishes.opposite(name, shown));
  }

  /** What is there is switched at once; what has to be opened waits for its turn, and is then done as it was pressed for last. @param {DeviceName} name @param {boolean} on */
  turn(name, on) {
    this.#wishes.set(name, on);
    if (name === "screen") {
      if (!on) this.#stopScreen();
    } else if (this.#inputs.tracks[name]) return this.#switch(name, on);
    return this.#inTurn((still) => this.#fulfil(name, still));
  }

  /** Opens a muted microphone while a key is held; at once, since the first word comes with it. @param {boolean} on */
  hold(on) {
    const { microphone } = this.#inputs.tracks;
    if (this.#held === on || !microphone || (on && microphone.enabled)) return;
    this.#held = on;
    this.#inputs.enable("microphone", on);
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

  /** Muting keeps the device: the first word after it is not to be lost. Off means off for a camera: its light goes out. @param {Kind} kind @param {boolean} on */
  async #switch(kind, on) {
    this.#wishes.done(kind);
    if (kind === "microphone") this.#held = false;
    this.#inputs.enable(kind, on);
    this.onchange();
    const { camera } = this.#inputs.tracks;
    if (kind === "microphone" || on) return;
    await new Promise((resolve) => setTimeout(resolve, BLACK_FRAME_MS));
    // It may be on again, or have been let go.
    if (!camera || camera.enabled || this.#inputs.tracks.camera !== camera) return;
    this.#inputs.drop("camera");
    this.onchange();
  }

  /** @param {DeviceName} name @param {Still} still @returns {Promise<Failures>} */
  async #fulfil(name, still) {
    const on = this.#wishes.waiting(name);
    try {
      if (!on) return {};
      if (name === "screen") return await this.#share(still);
      // What was opened for the call meanwhile is as good.
      if (this.#inputs.tracks[name]) this.#inputs.enable(name, true);
      else return await this.#inputs.take([name], still);
      return {};
    } finally {
      // A later press has a turn of its own, and so has the next call.
      if (still() && this.#wishes.waiting(name) === on) this.#wishes.done(name);
    }
  }

  #stopScreen() {
    if (!this.#screen.picture) return;
    this.#screen.stop();
    this.onchange();
  }

  /** @param {Still} still @returns {Promise<Failures>} */
  async #share(still) {
    if (this.#screen.picture) return {};
    try {
      await this.#screen.start(() => still() && this.#wishes.waiting("screen") === true);
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

  /** What was exchanged goes on until its replacement is on the wire, or there would be a gap. */
  #carried() {
    return this.#inputs.letGoAfter(new Promise((resolve) => resolve(this.onchange())));
  }

  /** What was asked for in a call that is over meanwhile is not done, and its failure interests nobody. @param {(still: Still) => Failures | Promise<Failures>} change */
  #inTurn(change) {
    return this.#turns.take(async (still) => {
      const failures = await change(still);
      if (!still()) return;
      this.#carried();
      if (Object.keys(failures).length > 0) this.ontrouble(failures);
    });
  }
}
