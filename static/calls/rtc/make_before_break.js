/** Two links for a moment: the former one serves until its replacement has something to show; it knows no call and no message. */

const LOOK_MS = 100;
/** The new device may be slow to connect; whether the old one still serves by then, nobody knows. */
const PATIENCE_MS = 10_000;
/** Connected, and still no picture: the former one's would be a lie by now. */
const PICTURE_MS = 3_000;

/**
 * @typedef {object} MakeBeforeBreakParts
 * @property {PeerConnectionLike} former
 * @property {() => PeerConnectionLike} replacement the newest link: another one may take its place meanwhile
 * @property {() => boolean} expectsVideo whether the peer has said that there is something to see
 * @property {(streams: Streams) => void} done the replacement's streams can be shown
 * @property {() => void} failed the replacement is not there, and the former one serves no more
 */

export class MakeBeforeBreak {
  /** @type {Streams} what the replacement receives, kept back for now */
  #streams = { main: null, screen: null };
  #up = false;
  #over = false;
  #parts;
  #patience;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #picture;

  /** @param {MakeBeforeBreakParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#patience = setTimeout(() => this.#end(parts.failed), PATIENCE_MS);
  }

  /** @param {Streams} streams */
  onStreams(streams) {
    this.#streams = streams;
  }

  /** The replacement was given up for another one. */
  restart() {
    this.#up = false;
    this.#streams = { main: null, screen: null };
    clearTimeout(this.#picture);
  }

  /** The replacement is connected. */
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
    const { replacement, expectsVideo } = this.#parts;
    const link = replacement();
    const ready = !expectsVideo() || (await link.frames()) > 0;
    if (this.#over || !this.#up || link !== replacement()) return;
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
