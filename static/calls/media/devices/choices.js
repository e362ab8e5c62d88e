/** The chosen camera, microphone, speaker and voice processing, and what happens while a call rings, as this browser stores it. */

const KEY = "videochat.devices";

/** @type {Processing} */
const PROCESSING = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/**
 * The chosen device among those that are there: by its id, else by its name, since browsers sometimes change the ids.
 * @param {Device[]} devices
 * @param {Chosen | null} chosen
 */
export function find(devices, chosen) {
  if (!chosen) return null;
  const same = devices.find(({ id }) => id === chosen.id);
  return same ?? devices.find(({ label }) => label !== "" && label === chosen.label) ?? null;
}

export class DeviceChoices {
  /** @type {Record<string, any>} used if the browser stores nothing */
  #unstored = {};
  #storage;

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} storage null if the browser stores nothing for this site */
  constructor(storage) {
    this.#storage = storage;
  }

  /** The chosen device; null leaves it to the system. @param {DeviceKind} kind @returns {Chosen | null} */
  get(kind) {
    const { id, label } = this.#read()[kind] ?? {};
    return typeof id === "string" && typeof label === "string" ? { id, label } : null;
  }

  /** @param {DeviceKind} kind @param {Chosen | null} device */
  set(kind, device) {
    this.#write({ [kind]: device && { id: device.id, label: device.label } });
  }

  /** @returns {Processing} */
  get processing() {
    const stored = this.#read().processing ?? {};
    /** @param {keyof Processing} name */
    const chosen = (name) => (typeof stored[name] === "boolean" ? stored[name] : PROCESSING[name]);
    return {
      echoCancellation: chosen("echoCancellation"),
      noiseSuppression: chosen("noiseSuppression"),
      autoGainControl: chosen("autoGainControl"),
    };
  }

  /** @param {keyof Processing} name @param {boolean} on */
  setVoiceProcessing(name, on) {
    this.#write({ processing: { ...this.processing, [name]: on } });
  }

  /** Whether camera and microphone open while a call rings. */
  get prepares() {
    return this.#read().prepares === true;
  }

  set prepares(prepares) {
    this.#write({ prepares });
  }

  /** Whether the caller's picture is shown while a call rings. */
  get showsCaller() {
    return this.#read().showsCaller === true;
  }

  set showsCaller(showsCaller) {
    this.#write({ showsCaller });
  }

  /** Not cached, since another tab may have changed it. @returns {Record<string, any>} */
  #read() {
    try {
      const stored = JSON.parse(this.#storage?.getItem(KEY) ?? "null");
      return stored && typeof stored === "object" ? stored : this.#unstored;
    } catch {
      return this.#unstored;
    }
  }

  /** @param {Record<string, unknown>} change */
  #write(change) {
    this.#unstored = { ...this.#read(), ...change };
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#unstored));
    } catch {
      // Private windows and full disks store nothing. Then the choice lasts as long as the page.
    }
  }
}
