/** The stage of a call as elements: both videos, the portrait, the buttons; it knows no socket and no peer connection. */

import { byId, paintAvatar, say, within } from "./dom.js";
import { clock, remoteCamera, remoteMuted, statusLine } from "./texts.js";

const TALKING = new Set(["active", "reconnecting"]);

export class StageView {
  #root = byId("call", HTMLDivElement);
  #remote = byId("remoteVideo", HTMLVideoElement);
  #sound = byId("remoteAudio", HTMLAudioElement);
  #local = byId("localVideo", HTMLVideoElement);
  #hear = byId("hear", HTMLButtonElement);
  #timer = byId("timer", HTMLElement);
  /** @type {Snapshot | null} */
  #shown = null;

  /** @param {{ hangUp(): void, toggle(device: DeviceName): void, canShareScreen: boolean }} intents */
  constructor({ hangUp, toggle, canShareScreen }) {
    byId("hangUp", HTMLButtonElement).addEventListener("click", hangUp);
    for (const button of this.#toggles()) {
      const device = /** @type {DeviceName} */ (button.dataset.device);
      button.hidden = device === "screen" && !canShareScreen;
      button.addEventListener("click", () => toggle(device));
    }
    this.#hear.addEventListener("click", () => this.#play());
    // The first picture, and every change of its size, come when they come.
    for (const event of ["loadeddata", "resize", "emptied"]) this.#remote.addEventListener(event, () => this.#redraw());
    setInterval(() => this.#tick(), 500);
  }

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    this.#shown = snapshot;
    this.#source(snapshot.remoteStream);
    this.#soundOf(snapshot.remoteStream);
    this.#sourceOfTrack(snapshot.localVideo);
    for (const button of this.#toggles()) {
      const on = snapshot.local[/** @type {DeviceName} */ (button.dataset.device)];
      button.setAttribute("aria-pressed", String(on));
    }
    this.#redraw();
    this.#tick();
  }

  #redraw() {
    this.#sound.muted = this.#remote.readyState > 0;
    if (!this.#shown) return;
    const { state, call, local, online, localVideo } = this.#shown;
    const { dataset } = this.#root;
    dataset.state = state;
    dataset.online = String(online);
    dataset.self = local.screen ? "screen" : localVideo && local.camera ? "camera" : "off";
    if (!call) return;
    const sends = call.remote.camera || call.remote.screen;
    dataset.remote = TALKING.has(state) && sends && this.#remote.videoWidth > 0 ? "video" : "portrait";
    dataset.remoteScreen = String(call.remote.screen);
    dataset.remoteMuted = String(TALKING.has(state) && !call.remote.microphone);
    paintAvatar(byId("portraitAvatar", HTMLElement), call.name);
    say(byId("portraitName", HTMLElement), call.name);
    say(byId("stageName", HTMLElement), call.name);
    say(byId("portraitStatus", HTMLElement), state === "active" ? "" : statusLine(state, call.name));
    say(byId("remoteCameraOff", HTMLElement), state === "active" ? remoteCamera(call.name, call.remote) : "");
    say(within(byId("remoteMuted", HTMLElement), "span", HTMLElement), remoteMuted(call.name));
  }

  #tick() {
    const since = this.#shown?.call?.since;
    say(this.#timer, since === null || since === undefined ? "" : clock((performance.now() - since) / 1000));
  }

  /** @param {MediaStream | null} stream */
  #source(stream) {
    if (this.#remote.srcObject === stream) return;
    this.#remote.srcObject = stream;
    this.#hear.hidden = true;
    this.#remote.muted = false;
    if (stream) this.#play();
  }

  /**
   * A <video> plays no sound before its first picture, and a peer without a camera never sends one: until then an <audio> does.
   * @param {MediaStream | null} stream
   */
  #soundOf(stream) {
    const track = stream?.getAudioTracks()[0] ?? null;
    const heard = this.#sound.srcObject instanceof MediaStream ? this.#sound.srcObject.getTracks()[0] : undefined;
    if (heard === (track ?? undefined)) return;
    this.#sound.srcObject = track && new MediaStream([track]);
    if (track) this.#play();
  }

  /** @param {MediaStreamTrack | null} track */
  #sourceOfTrack(track) {
    const shown = this.#local.srcObject instanceof MediaStream ? this.#local.srcObject.getTracks()[0] : undefined;
    if (shown !== (track ?? undefined)) this.#local.srcObject = track ? new MediaStream([track]) : null;
  }

  /** A browser may allow no sound before the person has touched the page: then the picture comes, and a button for the sound. */
  async #play() {
    this.#remote.muted = false;
    try {
      const picture = this.#remote.play();
      picture.catch(() => {});
      // The picture may never come; the sound tells whether the browser allows it.
      await (this.#sound.srcObject ? this.#sound.play() : picture);
      this.#hear.hidden = true;
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      this.#remote.muted = true;
      this.#hear.hidden = false;
      this.#remote.play().catch(() => {});
    }
  }

  /** @returns {NodeListOf<HTMLButtonElement>} */
  #toggles() {
    return this.#root.querySelectorAll("button[data-device]");
  }
}
