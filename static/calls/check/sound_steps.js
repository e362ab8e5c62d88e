/** The steps that need the person's ears: a recording that is played back, and a tone. */

import { canRecord, RECORD_MS, record, showLevel } from "./probes/voice.js";
import * as texts from "./texts.js";
import { deviceFailure, recordingVerdict, speakerVerdict } from "./verdicts/device_verdicts.js";
import { fails, skipped, works } from "./verdicts/verdict.js";

const RECORDING_MS = 12_000 + RECORD_MS + 2_000;
const TONE_MS = 8_000;

/** @typedef {import("./cleanup.js").Cleanup} Cleanup */

export class SoundSteps {
  #devices;
  #playTone;
  #view;
  #step;

  /**
   * @param {object} parts
   * @param {import("./probes/devices.js").TestDevices} parts.devices
   * @param {() => Promise<void>} parts.playTone
   * @param {import("./view/check_view.js").CheckView} parts.view
   * @param {StepRunner} parts.step
   */
  constructor({ devices, playTone, view, step }) {
    this.#devices = devices;
    this.#playTone = playTone;
    this.#view = view;
    this.#step = step;
  }

  /** @param {CheckStepId} id @param {boolean} heard */
  verdict(id, heard) {
    return id === "recording" ? recordingVerdict(heard) : speakerVerdict(heard);
  }

  /** Records, closes the microphone, plays, and asks. @param {Cleanup} run */
  async record(run) {
    /** @type {Blob | null} */
    let voice = null;
    await this.#ask("recording", RECORDING_MS, run, async (cleanup) => {
      if (!canRecord()) return skipped(gettext("This browser cannot record. Calls work without it."));
      this.#view.say("recording", texts.askingForDevice());
      const { track, why } = await (await this.#devices.open(["microphone"], cleanup)).microphone;
      if (!track) return deviceFailure("microphone", why);
      this.#view.say("recording", texts.speakNow());
      showLevel(track, (level) => this.#view.showLevel("recording", level), cleanup);
      voice = await record(track, cleanup);
      return works("");
    });
    if (voice) await this.#view.play(voice);
  }

  /** @param {Cleanup} run */
  playTone(run) {
    return this.#ask("speaker", TONE_MS, run, async () => {
      this.#view.say("speaker", texts.playing());
      try {
        await this.#playTone();
      } catch (error) {
        console.debug("no tone", error);
        return fails(
          gettext("The tone could not be played."),
          gettext(
            "Choose another speaker in the settings, or use a current version of Chrome, Edge, Firefox or Safari.",
          ),
        );
      }
      return works("");
    });
  }

  /**
   * Once it has worked, the person's answer is the verdict.
   * @param {"recording" | "speaker"} id
   * @param {number} limit
   * @param {Cleanup} run
   * @param {(cleanup: Cleanup) => Promise<Verdict>} act
   */
  async #ask(id, limit, run, act) {
    const { result } = await this.#step(id, limit, run, act);
    if (result === "works" && !run.done) this.#view.ask(id);
  }
}
