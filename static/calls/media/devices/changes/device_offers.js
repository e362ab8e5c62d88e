/** Offers new devices during a call: one line for each, with a button that uses it. */

import { preferred } from "../lists.js";
import { Speaker } from "../speaker.js";
import { connected, useIt, using } from "../texts.js";
import { NewDevices } from "./new_devices.js";

/** How long the page says what is in use now. */
const NOTE_MS = 5_000;
/** @type {Record<DeviceKind, string>} */
const ICONS = { microphone: "mic", camera: "video", speaker: "speaker" };
/** A speaker that the system has chosen, and the browser does not name. */
const UNKNOWN = { id: "", label: "" };

/** @typedef {import("./new_devices.js").DeviceOffer} DeviceOffer */
/**
 * @typedef {object} DeviceOffersParts
 * @property {Pick<import("../../../ui/stage/hints.js").Hints, "show" | "clear">} hints
 * @property {Pick<import("../../local_media.js").LocalMedia, "device">} media
 * @property {import("../choices.js").DeviceChoices} choices
 * @property {() => Chosen | null} speaker the chosen speaker in use
 * @property {(kind: DeviceKind, device: Chosen) => Promise<unknown>} choose
 */

export class DeviceOffers {
  #found = new NewDevices();
  /** @type {Map<string, string>} the kinds in each line, by the key of its device */
  #shown = new Map();
  #parts;

  /** @param {DeviceOffersParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** These devices are not new. @param {DeviceLists} lists */
  remember(lists) {
    this.#found.remember(lists);
  }

  /** The list of devices has changed during a call. @param {DeviceLists} lists */
  update(lists) {
    const { media, choices, speaker } = this.#parts;
    const heard = speaker() ?? preferred(lists.speaker) ?? UNKNOWN;
    const offers = this.#found.update(lists, {
      used: {
        microphone: media.device("microphone"),
        camera: media.device("camera"),
        speaker: Speaker.possible ? heard : null,
      },
      chosen: { microphone: choices.get("microphone"), camera: choices.get("camera"), speaker: choices.get("speaker") },
    });
    for (const key of this.#shown.keys()) if (!offers.some((offer) => offer.key === key)) this.#clear(key);
    for (const offer of offers) this.#show(offer);
  }

  /** The call is over. */
  clear() {
    this.#found.clear();
    for (const key of this.#shown.keys()) this.#clear(key);
  }

  /** @param {DeviceOffer} offer */
  #show(offer) {
    const { key, label, devices } = offer;
    const kinds = Object.keys(devices).join(" ");
    if (this.#shown.get(key) === kinds) return;
    this.#shown.set(key, kinds);
    this.#parts.hints.show(nameOf(key), {
      text: connected(label),
      icon: iconOf(offer),
      action: { label: useIt(), act: () => this.#use(offer) },
      dismissed: () => this.#dismiss(key),
    });
  }

  /** @param {DeviceOffer} offer */
  async #use(offer) {
    const { hints, media, choose } = this.#parts;
    const devices = /** @type {[DeviceKind, Device][]} */ (Object.entries(offer.devices));
    this.#dismiss(offer.key);
    await Promise.all(devices.map(([kind, { id, label }]) => choose(kind, { id, label })));
    // What could not be opened is explained elsewhere.
    const used = devices.every(([kind, { id }]) => kind === "speaker" || media.device(kind)?.id === id);
    if (used) hints.show(nameOf(offer.key), { text: using(offer.label), icon: iconOf(offer), stays: NOTE_MS });
  }

  /** @param {string} key */
  #dismiss(key) {
    this.#found.dismiss(key);
    this.#shown.delete(key);
  }

  /** @param {string} key */
  #clear(key) {
    this.#shown.delete(key);
    this.#parts.hints.clear(nameOf(key));
  }
}

/** @param {string} key */
const nameOf = (key) => `new ${key}`;

/** @param {DeviceOffer} offer */
const iconOf = ({ devices }) =>
  ICONS[/** @type {DeviceKind[]} */ (["camera", "microphone", "speaker"]).find((kind) => devices[kind]) ?? "speaker"];
