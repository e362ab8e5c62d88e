/** Camera, microphone and screen of this device: puts their parts together, and reports what is sent. */

import { PendingRequests } from "./capture/pending_requests.js";
import { RingPreparation } from "./capture/ring_preparation.js";
import { ChangeQueue } from "./change_queue.js";
import { DeviceIntents } from "./device_intents.js";
import { DeviceSelection } from "./device_selection.js";
import { InputSwitches } from "./input_switches.js";
import { Inputs } from "./inputs.js";
import { SharedScreen } from "./screen.js";

/** @type {InputKind[]} */
const KINDS = ["microphone", "camera"];

export class LocalMedia {
  #changes = new ChangeQueue({ updated: () => this.#updated(), failed: (failures) => this.onfailures(failures) });
  #intents = new DeviceIntents();
  #pending;
  #inputs;
  #screen;
  #selection;
  #switches;
  #preparation;
  /**
   * Called after every change of what is sent or shown. A replaced track is used until the returned
   * promise is settled.
   */
  onchange = () => /** @type {unknown} */ (undefined);
  /** Called with what failed to open, and why. */
  onfailures = (/** @type {Failures} */ _failures) => {};
  /** Called with what the browser has not answered for seconds, and again once it has. */
  onwaiting = (/** @type {Waiting} */ _waiting) => {};
  /** Called when a device was unplugged or has stopped, with the one that has taken its place. */
  onUnplugged = (/** @type {UnpluggedDevice} */ _unplugged) => {};

  /**
   * @param {{ devices: MediaDevices | undefined, permissions?: Permissions, choices: import("./devices/choices.js").DeviceChoices }} parts
   */
  constructor({ devices, permissions, choices }) {
    /** @type {import("./inputs.js").InputEvents} */
    const on = {
      ended: (kind, track) => this.#selection.onUnplugged(kind, track),
      changed: () => this.onchange(),
      isOff: (kind) => this.#intents.isOff(kind),
    };
    const pending = new PendingRequests({
      permissions,
      on: {
        waiting: (waiting) => this.onwaiting(waiting),
        overdue: (kinds, allowed) => this.#onOverdue(kinds, allowed),
      },
    });
    this.#pending = pending;
    this.#inputs = new Inputs({ devices, permissions, choices, pending, on });
    this.#screen = new SharedScreen({ devices, pending, onend: () => this.onchange() });
    this.#selection = new DeviceSelection({
      inputs: this.#inputs,
      choices,
      enqueue: (kinds, change) => this.#changes.add(kinds, change),
      updated: () => this.#updated(),
      onUnplugged: (unplugged) => this.onUnplugged(unplugged),
    });
    this.#switches = new InputSwitches({
      inputs: this.#inputs,
      intents: this.#intents,
      enqueue: (kinds, change) => this.#changes.add(kinds, change),
      renew: (kind, asked) => this.#selection.renew(kind, asked),
      changed: () => this.onchange(),
    });
    this.#preparation = new RingPreparation({
      ...{ devices, permissions, choices, inputs: this.#inputs },
      enqueue: (kinds, change) => this.#changes.add(kinds, change),
    });
  }

  get canShareScreen() {
    return this.#screen.possible;
  }

  /** @returns {MediaState} */
  get state() {
    const screen = Boolean(this.#screen.videoTrack);
    return { microphone: this.#switches.isOn("microphone"), camera: this.#switches.isOn("camera"), screen };
  }

  /**
   * What the peer gets. A device that the system has muted sends nothing, though its button says
   * on.
   * @returns {MediaState}
   */
  get sending() {
    const { microphone, camera, screen } = this.state;
    const { tracks } = this.#inputs;
    return { microphone: microphone && !tracks.microphone?.muted, camera: camera && !tracks.camera?.muted, screen };
  }

  /** What the user has turned off in this call. */
  get turnedOff() {
    return this.#intents.off;
  }

  /** The tracks that go to the peer. */
  get outgoing() {
    const { microphone: audio, camera: video } = this.#inputs.tracks;
    return { audio, video, screen: this.#screen.videoTrack, screenAudio: this.#screen.audioTrack };
  }

  /** Whether a muted microphone is open only while a key is held. */
  get held() {
    return this.#switches.held;
  }

  /** What is wanted and failed to open. */
  get failures() {
    return this.#inputs.failures;
  }

  /** @type {DeviceSelection["device"]} */
  device = (kind) => this.#selection.device(kind);
  /** @type {DeviceSelection["choose"]} */
  choose = (kind, device) => this.#selection.choose(kind, device);
  /** @type {DeviceSelection["use"]} */
  use = (kind, device) => this.#selection.use(kind, device);
  /** @type {DeviceSelection["setVoiceProcessing"]} */
  setVoiceProcessing = (name, on) => this.#selection.setVoiceProcessing(name, on);

  /** @type {InputSwitches["disable"]} */
  disable = (kind) => this.#switches.disable(kind);
  /** @type {InputSwitches["hold"]} */
  hold = (on) => this.#switches.hold(on);

  /** @type {ChangeQueue["settled"]} */
  settled = () => this.#changes.settled();

  /** Keeps off what was off in this call before the page was reloaded. @param {InputKind[]} kinds */
  restoreDisabled(kinds) {
    this.#intents.restore(kinds);
  }

  /**
   * Opens camera and microphone for a call. A microphone that is turned off opens muted, a camera
   * does not open.
   * @param {InputKind[]} kinds
   */
  open(kinds = KINDS) {
    this.#preparation.claim(kinds);
    return this.#open(kinds);
  }

  /** @param {InputKind[]} kinds */
  #open(kinds) {
    return this.#changes.add(kinds, (isCurrent) => {
      const closed = kinds.filter((kind) => !this.#inputs.tracks[kind]);
      const wanted = closed.filter((kind) => kind !== "camera" || !this.#intents.isOff(kind));
      return wanted.length === 0 ? {} : this.#inputs.open(wanted, isCurrent);
    });
  }

  /** A call rings: what may be opened is opened for it. May be called often. @param {InputKind[]} kinds */
  prepare(kinds = KINDS) {
    return this.#preparation.start(kinds);
  }

  /** The call that rang is over, and was not accepted here: closes what was opened for it alone. */
  release() {
    if (this.#preparation.isOnlyUse) return this.close();
    const alone = this.#preparation.stop();
    for (const kind of alone) this.#inputs.drop(kind);
    if (alone.length > 0) this.onchange();
  }

  /** Closes everything at once: no camera light stays on after a call. */
  close() {
    this.#preparation.clear();
    this.#changes.cancel();
    this.#pending.clear();
    this.#switches.clear();
    this.#inputs.close();
    this.#screen.close();
    this.onchange();
  }

  /** @param {CaptureSource} name */
  toggle(name) {
    if (name === "screen") return this.setDevice(name, !this.#screen.wanted);
    return this.#switches.toggle(name);
  }

  /** The browser is asked for a screen at once. @param {CaptureSource} name @param {boolean} on */
  setDevice(name, on) {
    if (name === "screen") return on ? this.#shareScreen() : this.#stopScreen();
    return this.#switches.set(name, on);
  }

  /** Takes what is on and delivers nothing again. Some phones never give a device back to a page that was hidden. */
  renewMuted() {
    const muted = KINDS.filter((kind) => this.state[kind] && !this.sending[kind]);
    return Promise.all(muted.map((kind) => this.#selection.renew(kind, false)));
  }

  async #shareScreen() {
    const failures = await this.#screen.share();
    if (failures) this.#changes.report(failures);
  }

  #stopScreen() {
    if (this.#screen.stop()) this.onchange();
  }

  /**
   * One device must not wait for the other. A request that is answered later goes on unless it was
   * overtaken.
   * @param {CaptureSource[]} kinds
   * @param {InputKind[]} allowed which open without a question
   */
  #onOverdue(kinds, allowed) {
    if (kinds.length > 1) for (const kind of allowed) this.#open([kind]);
  }

  /** A replaced track is used until the new one is sent. Otherwise there would be a gap. */
  #updated() {
    return this.#inputs.releaseAfter(new Promise((resolve) => resolve(this.onchange())));
  }
}
