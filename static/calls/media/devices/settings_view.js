/** The elements of the dialog "Sound and video": lists, preview, level meter, switches. */

import { byId, insertTemplate, setText, within } from "../../lib/dom.js";
import { sentences } from "../../lib/filled.js";
import { facing } from "../../lib/tracks.js";
import { showToast } from "../../ui/notices/toasts.js";
import { fullness } from "../microphone/detectors.js";
import { find } from "./choices.js";
import { preferred, real } from "./lists.js";
import {
  absentName,
  deviceName,
  mutedInSettings,
  noPicture,
  noTestSound,
  standIn,
  systemDefault,
} from "./settings_texts.js";

/** @type {DeviceKind[]} */
const KINDS = ["camera", "microphone", "speaker"];

/**
 * @typedef {object} SettingsShown
 * @property {DeviceLists} lists
 * @property {Record<DeviceKind, Chosen | null>} chosen
 * @property {Record<InputKind, Device | null>} used
 * @property {Processing} processing
 * @property {boolean} prepares whether the devices open while a call rings
 * @property {boolean} showsCaller whether the caller's picture is shown while a call rings
 * @property {MediaStreamTrack | null} picture
 * @property {"waiting" | "off" | "none"} without why there is no picture
 * @property {boolean} muted
 * @property {boolean} speaker whether the page can choose the speaker
 * @property {string[]} errors
 * @property {boolean} again whether trying again may help
 */
/**
 * @typedef {object} SettingsIntents
 * @property {(kind: DeviceKind, device: Chosen | null) => void} choose
 * @property {(name: keyof Processing, on: boolean) => void} setVoiceProcessing
 * @property {(prepares: boolean) => void} setPrepares
 * @property {(showsCaller: boolean) => void} setShowsCaller
 * @property {() => Promise<void>} test
 * @property {() => void} retry
 * @property {() => void} closed
 * @property {(name: keyof Processing) => boolean} supports
 */

export class SettingsView {
  #dialog = insertTemplate("settingsTemplate", HTMLDialogElement);
  #preview = byId("settingsPreview", HTMLVideoElement);
  #frame = byId("settingsFrame", HTMLElement);
  #meter = byId("settingsMeter", HTMLElement);
  #prepare = byId("settingsPrepare", HTMLInputElement);
  #showCaller = byId("settingsShowCaller", HTMLInputElement);
  /** @type {SettingsShown | null} */
  #shown = null;

  /** @param {SettingsIntents} intents */
  constructor({ choose, setVoiceProcessing, setPrepares, setShowsCaller, test, retry, closed, supports }) {
    for (const kind of KINDS) {
      this.#select(kind).addEventListener("change", ({ target }) => {
        const { value } = /** @type {HTMLSelectElement} */ (target);
        choose(kind, this.#shown?.lists[kind].find(({ id }) => id === value) ?? null);
      });
    }
    for (const box of this.#switches()) {
      const name = /** @type {keyof Processing} */ (box.dataset.voiceProcessing);
      box.closest("li")?.toggleAttribute("hidden", !supports(name));
      box.addEventListener("change", () => setVoiceProcessing(name, box.checked));
    }
    this.#prepare.addEventListener("change", () => setPrepares(this.#prepare.checked));
    this.#showCaller.addEventListener("change", () => setShowsCaller(this.#showCaller.checked));
    const tester = byId("settingsTest", HTMLButtonElement);
    tester.addEventListener("click", async () => {
      tester.setAttribute("aria-disabled", "true");
      await test().catch((error) => {
        console.debug("no test sound", error);
        showToast(noTestSound());
      });
      tester.removeAttribute("aria-disabled");
    });
    byId("settingsRetry", HTMLButtonElement).addEventListener("click", retry);
    byId("settingsDone", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    byId("settingsClose", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => {
      this.#preview.srcObject = null;
      closed();
    });
  }

  get open() {
    return this.#dialog.open;
  }

  show() {
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
  }

  /** @param {SettingsShown} shown */
  draw(shown) {
    this.#shown = shown;
    for (const kind of KINDS) this.#list(kind, shown);
    byId("settingsSpeakerRow", HTMLElement).hidden = !shown.speaker || shown.lists.speaker.length === 0;
    for (const box of this.#switches())
      box.checked = shown.processing[/** @type {keyof Processing} */ (box.dataset.voiceProcessing)];
    this.#prepare.checked = shown.prepares;
    this.#showCaller.checked = shown.showsCaller;
    this.#picture(shown);
    const muted = byId("settingsMuted", HTMLElement);
    muted.hidden = !shown.muted;
    setText(muted, mutedInSettings());
    this.#showErrors(shown);
  }

  /** @param {number | null} level dBFS; null: unknown */
  drawLevel(level) {
    const full = level === null ? 0 : fullness(level);
    this.#meter.style.setProperty("--level", full.toFixed(3));
    this.#meter.setAttribute("aria-valuenow", String(Math.round(full * 100)));
  }

  /** @param {DeviceKind} kind @param {SettingsShown} shown */
  #list(kind, { lists, chosen, used }) {
    const choice = chosen[kind];
    const devices = real(lists[kind]);
    const there = find(devices, choice);
    const options = devices.map(({ id, label }, index) => new Option(deviceName(label, kind, index + 1), id));
    const absent = choice && !there ? [new Option(absentName(choice.label), "absent")] : [];
    const select = this.#select(kind);
    fill(select, [new Option(systemDefault(preferred(lists[kind])), ""), ...options, ...absent]);
    select.value = there?.id ?? (absent.length > 0 ? "absent" : "");
    const note = byId(`settings-${kind}-note`, HTMLElement);
    note.hidden = absent.length === 0 || lists[kind].length === 0;
    setText(note, note.hidden ? "" : standIn(kind === "speaker" ? null : (used[kind]?.label ?? null)));
  }

  /** @param {SettingsShown} shown */
  #picture({ picture, without }) {
    const { srcObject } = this.#preview;
    const shown = srcObject instanceof MediaStream ? (srcObject.getTracks()[0] ?? null) : null;
    if (shown !== picture) this.#preview.srcObject = picture && new MediaStream([picture]);
    this.#frame.dataset.picture = picture ? "on" : without;
    this.#frame.dataset.facing = facing(picture);
    setText(byId("settingsNoPicture", HTMLElement), picture ? "" : noPicture(without));
  }

  /** @param {SettingsShown} shown */
  #showErrors({ errors, again }) {
    const box = byId("settingsErrors", HTMLElement);
    setText(within(box, "p", HTMLElement), sentences(...errors));
    byId("settingsRetry", HTMLButtonElement).hidden = !again;
    box.dataset.empty = String(errors.length === 0);
  }

  /** @param {DeviceKind} kind */
  #select(kind) {
    return byId(`settings-${kind}`, HTMLSelectElement);
  }

  /** @returns {NodeListOf<HTMLInputElement>} */
  #switches() {
    return this.#dialog.querySelectorAll("input[data-voice-processing]");
  }
}

/**
 * Leaves an unchanged list alone, since the user may have it open.
 * @param {HTMLSelectElement} select
 * @param {HTMLOptionElement[]} options
 */
function fill(select, options) {
  /** @param {Iterable<HTMLOptionElement>} list */
  const entries = (list) => JSON.stringify([...list].map(({ value, text }) => [value, text]));
  if (entries(select.options) !== entries(options)) select.replaceChildren(...options);
}
