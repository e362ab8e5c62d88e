/** The steps about the browser, the page, and this user's camera and microphone. */

import { tryOrUndefined } from "../lib/browser/try_or_undefined.js";
import { canConnect } from "./probes/gather.js";
import { lookAt } from "./probes/picture.js";
import { listen, showLevel } from "./probes/voice.js";
import { browserFamily } from "./verdicts/browser_names.js";
import { cameraVerdict, microphoneVerdict, permissionsVerdict } from "./verdicts/device_verdicts.js";
import { browserVerdict, secureVerdict } from "./verdicts/page_verdicts.js";

const QUICK_MS = 2_000;
const PERMISSIONS_MS = 15_000;
const DEVICE_MS = 18_500;
/** How long a device stays open that is checked alone. */
const SHOWN_MS = 10_000;
/** @type {InputKind[]} */
const KINDS = ["microphone", "camera"];

/** @typedef {Promise<Record<InputKind, Promise<CheckedDevice>>>} Opening */
/** @typedef {import("./cleanup.js").Cleanup} Cleanup */

export class DeviceSteps {
  #devices;
  #view;
  #step;

  /**
   * @param {object} parts
   * @param {import("./probes/devices.js").TestDevices} parts.devices
   * @param {import("./view/check_view.js").CheckView} parts.view
   * @param {StepRunner} parts.step
   */
  constructor({ devices, view, step }) {
    this.#devices = devices;
    this.#view = view;
    this.#step = step;
  }

  /** The devices stay open until the run ends. @param {Cleanup} run */
  async run(run) {
    const secure = tryOrUndefined(() => globalThis.isSecureContext) !== false;
    await this.#step("browser", QUICK_MS, run, async () =>
      browserVerdict({ connections: Boolean(await canConnect()), devices: hasDevices(), secure }),
    );
    await this.#step("secure", QUICK_MS, run, () => secureVerdict(secure));
    const opening = this.#devices.open(KINDS, run);
    await Promise.all([
      this.#step("permissions", PERMISSIONS_MS, run, () => this.#permissions(opening)),
      this.#device("camera", opening, run),
      this.#device("microphone", opening, run),
    ]);
  }

  /** One device alone. @param {InputKind} kind @param {Cleanup} run */
  async again(kind, run) {
    await this.#device(kind, this.#devices.open([kind], run), run);
    await run.wait(SHOWN_MS);
  }

  /** @param {Opening} opening */
  async #permissions(opening) {
    const { camera, microphone } = await opening;
    const why = { camera: (await camera).why, microphone: (await microphone).why };
    const permissions = await this.#devices.permissions();
    const family = browserFamily(
      tryOrUndefined(() => navigator.userAgent) ?? "",
      tryOrUndefined(() => navigator.maxTouchPoints),
    );
    return permissionsVerdict({ why, permissions, family });
  }

  /** @param {InputKind} kind @param {Opening} opening @param {Cleanup} run */
  #device(kind, opening, run) {
    return this.#step(kind, DEVICE_MS, run, async (cleanup) => {
      const { track, why } = await (await opening)[kind];
      if (kind === "camera") return cameraVerdict(why, track && (await this.#look(track, run, cleanup)));
      return microphoneVerdict(why, track ? await this.#listen(track, run, cleanup) : { loudest: null, muted: false });
    });
  }

  /** @param {MediaStreamTrack} track @param {Cleanup} run @param {Cleanup} cleanup */
  #look(track, run, cleanup) {
    run.add(() => this.#view.showPicture(null));
    return lookAt(this.#view.showPicture(track), track, cleanup);
  }

  /** @param {MediaStreamTrack} track @param {Cleanup} run @param {Cleanup} cleanup */
  #listen(track, run, cleanup) {
    return listen(
      showLevel(track, (level) => this.#view.showLevel("microphone", level), run),
      cleanup,
    );
  }
}

const hasDevices = () => tryOrUndefined(() => typeof navigator.mediaDevices.getUserMedia === "function") ?? false;
