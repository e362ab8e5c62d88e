/** "Check my set-up": runs the steps, and stops when a call begins or the page is left. */

import { copyText } from "../lib/browser/clipboard.js";
import { tryOrUndefined } from "../lib/browser/try_or_undefined.js";
import { Cleanup } from "./cleanup.js";
import { DeviceSteps } from "./device_steps.js";
import { NetworkSteps } from "./network_steps.js";
import { report } from "./report.js";
import { runStep } from "./run.js";
import { SoundSteps } from "./sound_steps.js";
import { STEPS } from "./steps.js";
import * as texts from "./texts.js";
import { CheckView } from "./view/check_view.js";

/** A call may ring while the check goes on. With any other state it needs the devices itself. */
const NO_CALL = new Set(["idle", "incoming"]);

/** @implements {CallObserver} */
export class SetupCheck {
  #run = new Cleanup();
  /** What was begun by its own button, beside the run. */
  #extra = new Cleanup();
  /** @type {Map<CheckStepId, Verdict>} */
  #verdicts = new Map();
  #calling = false;
  #view;
  #devices;
  #network;
  #sound;

  /**
   * @param {object} parts
   * @param {import("./probes/server.js").ServerProbe} parts.server
   * @param {import("./probes/devices.js").TestDevices} parts.devices
   * @param {() => Promise<void>} parts.playTone
   */
  constructor({ server, devices, playTone }) {
    this.#run.end();
    this.#extra.end();
    this.#view = new CheckView({
      start: () => (this.#run.done ? this.start() : this.stop(texts.stopped())),
      again: (kind) => this.#alone((run) => this.#devices.again(kind, run)),
      record: () => this.#alone((run) => this.#sound.record(run)),
      playTone: () => this.#alone((run) => this.#sound.playTone(run)),
      heard: (id, heard) => this.#set(id, this.#sound.verdict(id, heard)),
      copy: () => this.#copy(),
    });
    /** @type {StepRunner} */
    const step = (id, limit, run, act) => this.#step(id, limit, run, act);
    this.#devices = new DeviceSteps({ devices, view: this.#view, step });
    this.#network = new NetworkSteps({ server, step });
    this.#sound = new SoundSteps({ devices, playTone, view: this.#view, step });
    // A page that is only kept for "back" must let go of its devices, too.
    addEventListener("pagehide", () => this.stop(texts.stopped()));
  }

  async start() {
    this.#extra.end();
    const run = new Cleanup();
    this.#run = run;
    this.#verdicts.clear();
    this.#view.begin();
    await Promise.all([this.#devices.run(run), this.#network.run(run)]);
    if (run.done) return;
    run.end();
    this.#view.finish(texts.summary(this.#verdicts));
  }

  /** @param {string} why */
  stop(why) {
    this.#extra.end();
    if (this.#run.done) return;
    this.#run.end();
    this.#view.stop(why);
  }

  /** @param {Snapshot} snapshot */
  show({ state }) {
    const calling = !NO_CALL.has(state);
    if (calling && !this.#calling) this.stop(texts.stoppedByCall());
    this.#calling = calling;
  }

  /** One at a time: what was begun before ends. @param {(run: Cleanup) => Promise<unknown>} act */
  async #alone(act) {
    this.#extra.end();
    const extra = new Cleanup();
    this.#extra = extra;
    await act(extra);
    extra.end();
  }

  /** @type {StepRunner} */
  async #step(id, limit, run, act) {
    this.#verdicts.delete(id);
    this.#view.show(id, "running");
    const verdict = await runStep({ run: act, limit }, run);
    // Stopped: what it has found is of no use, and the page already says so.
    if (run.done) this.#view.reset(id);
    else this.#set(id, verdict);
    return verdict;
  }

  /** @param {CheckStepId} id @param {Verdict} verdict */
  #set(id, verdict) {
    this.#verdicts.set(id, verdict);
    this.#view.show(id, verdict.result, verdict);
    if (this.#run.done) this.#view.finish(texts.summary(this.#verdicts));
  }

  async #copy() {
    const rows = STEPS.map((id) => this.#view.row(id));
    const text = report(rows, {
      when: new Date().toISOString(),
      browser: tryOrUndefined(() => navigator.userAgent) ?? "",
      candidateTypes: [...this.#network.candidateTypes],
    });
    this.#view.showCopied(text, await copyText(text));
  }
}
