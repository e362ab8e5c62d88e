/** The stage of a call as elements: both videos, the portrait, the buttons; it knows no socket and no peer connection. */

import { byId, paintAvatar, setText, within } from "../../lib/dom.js";
import { facing } from "../../lib/tracks.js";
import { clock, remoteCamera, remoteMuted, statusLine } from "../texts.js";
import { brief } from "./texts.js";

const TALKING = new Set(["active", "reconnecting"]);

export class StageView {
  #root = byId("call", HTMLDivElement);
  #remote = byId("remoteVideo", HTMLVideoElement);
  #screen = byId("remoteScreen", HTMLVideoElement);
  #sound = byId("remoteAudio", HTMLAudioElement);
  #local = byId("localVideo", HTMLVideoElement);
  #hear = byId("hear", HTMLButtonElement);
  #timer = byId("timer", HTMLElement);
  #portraitTimer = byId("portraitTimer", HTMLElement);
  /** @type {Snapshot | null} */
  #shown = null;

  /** @param {{ hangUp(): void, toggle(device: DeviceName): void, canShareScreen: boolean }} intents */
  constructor({ hangUp, toggle, canShareScreen }) {
    for (const button of this.#root.querySelectorAll("[data-hang-up]")) button.addEventListener("click", hangUp);
    for (const button of this.#toggles()) {
      const device = /** @type {DeviceName} */ (button.dataset.device);
      button.hidden = device === "screen" && !canShareScreen;
      button.addEventListener("click", () => toggle(device));
    }
    this.#hear.addEventListener("click", () => this.#play());
    // The first picture, and every change of its size, come when they come.
    for (const video of [this.#remote, this.#screen]) {
      for (const event of ["loadeddata", "resize", "emptied"]) video.addEventListener(event, () => this.#redraw());
    }
    setInterval(() => this.#tick(), 500);
  }

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    this.#shown = snapshot;
    this.#source(this.#remote, snapshot.remote.main);
    // Taken away while nothing is shared: no stale picture is to flash up with the next one.
    this.#source(this.#screen, snapshot.call?.remote.screen ? snapshot.remote.screen : null);
    this.#soundOf(snapshot.remote.main);
    this.#sourceOfTrack(snapshot.tracks.video);
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
    const { state, call, local, online, channel, tracks } = this.#shown;
    const { dataset } = this.#root;
    dataset.state = state;
    dataset.online = String(online);
    dataset.channel = String(channel);
    dataset.self = local.camera ? "camera" : "off";
    dataset.sharing = String(local.screen);
    // Nobody knows himself from behind: what looks away from its owner is shown as it is.
    dataset.facing = facing(tracks.video);
    if (!call) return;
    dataset.kind = call.video ? "video" : "voice";
    const beside = call.remote.screen && this.#screen.videoWidth > 0;
    const sends = (call.remote.camera && !call.paused) || (call.remote.screen && !beside);
    dataset.remote = TALKING.has(state) && sends && this.#remote.videoWidth > 0 ? "video" : "portrait";
    dataset.remoteScreen = beside ? "beside" : call.remote.screen ? "instead" : "none";
    dataset.remoteMuted = String(TALKING.has(state) && !call.remote.microphone);
    paintAvatar(byId("portraitAvatar", HTMLElement), call.name);
    setText(byId("portraitName", HTMLElement), call.name);
    setText(byId("stageName", HTMLElement), call.name);
    setText(byId("portraitStatus", HTMLElement), state === "active" ? "" : statusLine(state, call.name));
    setText(
      byId("remoteCameraOff", HTMLElement),
      state === "active" && !call.paused ? remoteCamera(brief(call.name), call.remote) : "",
    );
    setText(within(byId("remoteMuted", HTMLElement), "span", HTMLElement), remoteMuted(brief(call.name)));
  }

  #tick() {
    const since = this.#shown?.call?.since;
    const time = since === null || since === undefined ? "" : clock((performance.now() - since) / 1000);
    setText(this.#timer, time);
    setText(this.#portraitTimer, time);
  }

  /** @param {HTMLVideoElement} video @param {MediaStream | null} stream */
  #source(video, stream) {
    if (video.srcObject === stream) return;
    // From one picture straight to the next: with a new source the element would be dark until it comes.
    if (video.srcObject instanceof MediaStream && stream) return exchange(video.srcObject, stream);
    video.srcObject = stream;
    if (stream) this.#play();
    // A screen that ends leaves the voice as it is.
    else if (video === this.#remote) this.#hear.hidden = true;
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
    const pictures = [this.#remote, this.#screen].filter(({ srcObject }) => srcObject);
    for (const video of pictures) video.muted = false;
    try {
      const heard = this.#sound.srcObject ? this.#sound.play() : undefined;
      const shown = pictures.map((video) => video.play());
      for (const playing of [heard, ...shown]) playing?.catch(() => {});
      // The picture may never come: before it does, the sound tells whether the browser allows it; from then on it sounds itself.
      await (heard && !this.#sound.muted ? heard : shown[0]);
      this.#hear.hidden = true;
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      this.#hear.hidden = false;
      for (const video of pictures) {
        video.muted = true;
        video.play().catch(() => {});
      }
    }
  }

  /** @returns {NodeListOf<HTMLButtonElement>} */
  #toggles() {
    return this.#root.querySelectorAll("button[data-device]");
  }
}

/** Puts the tracks of one stream in the place of another's. @param {MediaStream} shown @param {MediaStream} stream */
function exchange(shown, stream) {
  const tracks = stream.getTracks();
  for (const track of tracks) shown.addTrack(track);
  for (const track of shown.getTracks()) if (!tracks.includes(track)) shown.removeTrack(track);
}
