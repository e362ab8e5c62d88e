/** Which camera, microphone and speaker a person has chosen, and how the voice is treated, as this browser remembers it; it asks for no device. */

const KEY = "videochat.devices";

/** @type {Processing} */
const PROCESSING = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/**
 * The chosen one among those that are there: by its id, else by its name, since browsers change the ids now and then.
 * @param {Device[]} devices
 * @param {Chosen | null} chosen
 */
export function find(devices, chosen) {
  if (!chosen) return null;
  const same = devices.find(({ id }) => id === chosen.id);
  return same ?? devices.find(({ label }) => label !== "" && label === chosen.label) ?? null;
}

export class DeviceChoices {
  /** @type {Record<string, any>} holds for this page where the browser keeps nothing */
  #kept = {};
  #storage;

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} storage none where the browser keeps nothing for this site */
  constructor(storage) {
    this.#storage = storage;
  }

  /** What has been chosen; null leaves it to the system. @param {DeviceKind} kind @returns {Chosen | null} */
  get(kind) {
    const { id, label } = this.#read()[kind] ?? {};
    return typeof id === "string" && typeof label === "string" ? { id, label } : null;
  }

  /** @param {DeviceKind} kind @param {Chosen | null} device */
  set(kind, device) {
    this.#write({ [kind]: device && { id: device.id, label: device.label } });
  }

  /** How the browser is to treat the voice. @returns {Processing} */
  get processing() {
    const kept = this.#read().processing ?? {};
    /** @param {keyof Processing} name */
    const wish = (name) => (typeof kept[name] === "boolean" ? kept[name] : PROCESSING[name]);
    return {
      echoCancellation: wish("echoCancellation"),
      noiseSuppression: wish("noiseSuppression"),
      autoGainControl: wish("autoGainControl"),
    };
  }

  /** @param {keyof Processing} name @param {boolean} on */
  process(name, on) {
    this.#write({ processing: { ...this.processing, [name]: on } });
  }

  /** Read anew each time: another tab may have chosen meanwhile. @returns {Record<string, any>} */
  #read() {
    try {
      const kept = JSON.parse(this.#storage?.getItem(KEY) ?? "null");
      return kept && typeof kept === "object" ? kept : this.#kept;
    } catch {
      return this.#kept;
    }
  }

  /** @param {Record<string, unknown>} change */
  #write(change) {
    this.#kept = { ...this.#read(), ...change };
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // Private windows and full disks keep nothing; the choice holds as long as the page then.
    }
  }
}
