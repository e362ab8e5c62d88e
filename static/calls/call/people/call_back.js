/** Places the call that the user has chosen on the history page. */

/** The history page stores under this key whom to call, and whether with video. */
const KEY = "videochat.callBack";

export class CallBack {
  #storage;
  #place;

  /**
   * @param {{ storage: Pick<Storage, "getItem" | "removeItem">, place: (name: string, video: boolean) => void }} parts
   */
  constructor({ storage, place }) {
    this.#storage = storage;
    this.#place = place;
  }

  /** The people list comes after the greeting, so no earlier call is on. @param {Message} message */
  onMessage({ type }) {
    if (type !== "people") return;
    const stored = this.#storage.getItem(KEY);
    this.#storage.removeItem(KEY);
    if (!stored) return;
    const { name, video } = JSON.parse(stored);
    this.#place(name, video);
  }
}
