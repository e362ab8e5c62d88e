/** Two links for a moment: the former one serves until its heir has something to show; it knows no call and no message. */

const LOOK_MS = 100;
/** The new device may be slow to connect; whether the old one still serves by then, nobody knows. */
const PATIENCE_MS = 10_000;
/** Connected, and still no picture: the former one's would be a lie by now. */
const PICTURE_MS = 3_000;

/**
 * @typedef {object} SuccessionParts
 * @property {LinkLike} former
 * @property {() => LinkLike} heir the newest link: another one may take its place meanwhile
 * @property {() => boolean} pictured whether the peer has said that there is something to see
 * @property {(streams: Streams) => void} done the heir's streams can be shown
 * @property {() => void} failed the heir is not there, and the former one serves no more
 */

export class Succession {
  /** @type {Streams} what the heir receives, kept back for now */
  #streams = { main: null, screen: null };
  #up = false;
  #over = false;
  #parts;
  #patience;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #picture;

  /** @param {SuccessionParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#patience = setTimeout(() => this.#end(parts.failed), PATIENCE_MS);
  }

  /** @param {Streams} streams */
  receive(streams) {
    this.#streams = streams;
  }

  /** The heir was given up for another one. */
  restart() {
    this.#up = false;
    this.#streams = { main: null, screen: null };
    clearTimeout(this.#picture);
  }

  /** The heir is connected. */
  connected() {
    if (this.#up) return;
    this.#up = true;
    this.#picture = setTimeout(() => this.#inherit(), PICTURE_MS);
    this.#look();
  }

  close() {
    this.#end(() => {});
  }

  async #look() {
    const { heir, pictured } = this.#parts;
    const link = heir();
    const ready = !pictured() || (await link.frames()) > 0;
    if (this.#over || !this.#up || link !== heir()) return;
    if (ready) this.#inherit();
    else setTimeout(() => this.#look(), LOOK_MS);
  }

  #inherit() {
    this.#end(() => this.#parts.done(this.#streams));
  }

  /** What is shown changes before the former link goes: else its last picture would stand still in between. @param {() => void} then */
  #end(then) {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#patience);
    clearTimeout(this.#picture);
    then();
    this.#parts.former.close();
  }
}
