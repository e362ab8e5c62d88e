/** The camera and the microphone in use, one track of each: taken, exchanged without a gap, and let go; it knows no person's wishes. */

import { Capture } from "./capture.js";
import { deviceOf } from "./devices/lists.js";

/** @typedef {import("./capture.js").CaptureRequest} CaptureRequest */

export class Inputs {
  /** @type {Record<Kind, MediaStreamTrack | null>} */
  tracks = { microphone: null, camera: null };
  /** @type {Failures} what is wanted and could not be had */
  missing = {};
  /** @type {Set<MediaStreamTrack>} exchanged, but perhaps on the wire still */
  #exchanged = new Set();
  #capture;
  #on;

  /**
   * @typedef {object} InputEvents
   * @property {(kind: Kind, track: MediaStreamTrack) => void} ended a device was unplugged
   * @property {() => void} muted the system has cut a device off, or gives it back
   * @property {(kind: Kind) => boolean} isOff whether its person wants it off
   */
  /** @param {ConstructorParameters<typeof Capture>[0] & { on: InputEvents }} parts */
  constructor({ on, ...parts }) {
    this.#capture = new Capture(parts);
    this.#on = on;
  }

  /** @param {Kind[]} kinds @param {() => boolean} still whether they are wanted still @returns {Promise<Failures>} */
  async take(kinds, still) {
    const { tracks, failures } = await this.#capture.ask(kinds, { still });
    for (const kind of kinds) this.#keep(kind, tracks[kind], still);
    if (still()) Object.assign(this.missing, failures);
    return failures;
  }

  /** Another track in the place of the one in use, which goes on until then. @param {Kind} kind @param {CaptureRequest & { still: () => boolean }} wish @returns {Promise<Failures>} */
  async exchange(kind, wish) {
    const old = this.tracks[kind];
    let { tracks, failures } = await this.#capture.ask([kind], wish);
    if (old && failures[kind] === "in-use" && wish.still())
      ({ tracks, failures } = await this.#inPlaceOf(old, kind, wish));
    const track = tracks[kind];
    if (!track && old?.readyState === "ended" && wish.still()) this.#miss(kind, failures);
    // Read only now: it may have been muted meanwhile.
    if (track && old) track.enabled = old.enabled;
    if (this.#keep(kind, track, wish.still) && old) this.#exchanged.add(old);
    return failures;
  }

  /** Most phones open one camera at a time: there the old one has to stop first, and comes back if the new one does not come. @param {MediaStreamTrack} old @param {Kind} kind @param {CaptureRequest} wish */
  async #inPlaceOf(old, kind, wish) {
    old.stop();
    const found = await this.#capture.ask([kind], wish);
    if (found.tracks[kind] || wish.without !== undefined) return found;
    const { tracks } = await this.#capture.ask([kind], { prefer: { [kind]: deviceOf(old) } });
    return { tracks, failures: found.failures };
  }

  /** The device of a track was unplugged: another takes its place. @param {Kind} kind @param {() => boolean} still @returns {Promise<Failures>} */
  async replace(kind, still) {
    const lost = this.tracks[kind];
    if (!lost) return {};
    const failures = await this.exchange(kind, { without: deviceOf(lost).id, still });
    if (failures[kind] && still()) this.#miss(kind, failures);
    return failures;
  }

  /** @param {Kind} kind @param {Failures} failures */
  #miss(kind, failures) {
    this.drop(kind);
    this.missing[kind] = failures[kind];
  }

  /** @param {Kind} kind */
  drop(kind) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
  }

  /** At once, and on what may be on the wire still. @param {Kind} kind @param {boolean} on */
  enable(kind, on) {
    const track = this.tracks[kind];
    for (const one of this.#exchanged) if (one.kind === track?.kind) one.enabled = on;
    if (track) track.enabled = on;
  }

  /** Lets go of what has been exchanged so far, once this has happened. @param {unknown} event a promise, perhaps */
  letGoAfter(event) {
    const exchanged = [...this.#exchanged];
    return Promise.resolve(event).finally(() => this.#letGo(exchanged));
  }

  /** Everything off, at once. */
  close() {
    this.missing = {};
    this.drop("microphone");
    this.drop("camera");
    this.#letGo([...this.#exchanged]);
  }

  /** @param {MediaStreamTrack[]} tracks */
  #letGo(tracks) {
    for (const track of tracks) {
      track.stop();
      this.#exchanged.delete(track);
    }
  }

  /** False where there is nothing to keep, or it is not wanted any more. @param {Kind} kind @param {MediaStreamTrack | undefined} track @param {() => boolean} still */
  #keep(kind, track, still) {
    if (!track) return false;
    const off = this.#on.isOff(kind);
    if (!still() || (off && kind === "camera")) {
      track.stop();
      return false;
    }
    // A muted microphone is open, and can be heard at once; but not before its person wants that.
    if (off && !this.tracks[kind]) track.enabled = false;
    this.tracks[kind] = track;
    delete this.missing[kind];
    track.onended = () => this.#on.ended(kind, track);
    track.onmute = track.onunmute = () => this.tracks[kind] === track && this.#on.muted();
    return true;
  }
}
