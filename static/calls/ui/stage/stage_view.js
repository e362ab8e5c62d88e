/** The stage of a call: the videos, the portrait that stands in for a camera, the sound, and the buttons. */

import { byId, paintAvatar, setText, within } from "../../lib/dom.js";
import { facing } from "../../lib/tracks.js";
import { TALKING } from "../call_states.js";
import { duration, remoteCameraOff, remoteMuted, statusLine } from "../texts.js";
import { RemotePlayer } from "./remote_player.js";
import { shortName } from "./texts.js";

/**
 * @typedef {object} StageIntents
 * @property {() => void} hangUp
 * @property {() => void} endAndBlock
 * @property {(device: CaptureSource) => void} toggleDevice
 * @property {(name: string) => string} displayName
 * @property {(name: string) => string} picture
 * @property {boolean} canShareScreen
 */

export class StageView {
  #root = byId("call", HTMLDivElement);
  #local = byId("localVideo", HTMLVideoElement);
  #timer = byId("timer", HTMLElement);
  #portraitTimer = byId("portraitTimer", HTMLElement);
  #player = new RemotePlayer(() => this.#render());
  /** @type {Snapshot | null} */
  #snapshot = null;
  #displayName;
  #picture;

  /** @param {StageIntents} intents */
  constructor({ hangUp, endAndBlock, toggleDevice, displayName, picture, canShareScreen }) {
    this.#displayName = displayName;
    this.#picture = picture;
    for (const button of this.#root.querySelectorAll("[data-hang-up]")) button.addEventListener("click", hangUp);
    byId("hangUpAndBlock", HTMLButtonElement).addEventListener("click", endAndBlock);
    for (const button of this.#deviceButtons()) {
      const device = /** @type {CaptureSource} */ (button.dataset.device);
      button.hidden = device === "screen" && !canShareScreen;
      button.addEventListener("click", () => toggleDevice(device));
    }
    setInterval(() => this.#showTime(), 500);
  }

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    this.#snapshot = snapshot;
    // No screen while none is shared: its last frame would flash up with the next one.
    const { main, screen } = snapshot.remote;
    if (!main && snapshot.preview) this.#player.prepare(snapshot.preview);
    else this.#player.show(main, snapshot.call?.remote.screen ? screen : null);
    this.#showLocalTrack(snapshot.tracks.video);
    for (const button of this.#deviceButtons()) {
      const on = snapshot.local[/** @type {CaptureSource} */ (button.dataset.device)];
      button.setAttribute("aria-pressed", String(on));
    }
    this.#render();
    this.#showTime();
  }

  #render() {
    this.#player.muteSpareAudio();
    if (!this.#snapshot) return;
    const { state, call, local, online, channel, tracks } = this.#snapshot;
    const { dataset } = this.#root;
    dataset.state = state;
    dataset.online = String(online);
    dataset.channel = String(channel);
    dataset.self = local.camera ? "camera" : "off";
    dataset.sharing = String(local.screen);
    // The self view is mirrored, except for a camera that looks away from its user.
    dataset.facing = facing(tracks.video);
    if (!call) return;
    this.#renderRemote(state, call);
    this.#renderTexts(state, call);
  }

  /** @param {CallState} state @param {CallDetails} call */
  #renderRemote(state, call) {
    const { dataset } = this.#root;
    const talking = TALKING.has(state);
    dataset.kind = call.video ? "video" : "voice";
    const beside = call.remote.screen && this.#player.hasScreen;
    const sends = (call.remote.camera && !call.paused) || (call.remote.screen && !beside);
    // A picture that is there already does not wait until the server has confirmed Accept.
    const shows = talking || state === "connecting";
    dataset.remote = shows && sends && this.#player.hasVideo ? "video" : "portrait";
    dataset.remoteScreen = beside ? "beside" : call.remote.screen ? "instead" : "none";
    dataset.remoteMuted = String(talking && !call.remote.microphone);
  }

  /** @param {CallState} state @param {CallDetails} call */
  #renderTexts(state, { name, remote, paused }) {
    paintAvatar(byId("portraitAvatar", HTMLElement), name, { picture: this.#picture(name) });
    const shown = this.#displayName(name) || name;
    setText(byId("portraitName", HTMLElement), shown);
    setText(byId("stageName", HTMLElement), shown);
    setText(byId("portraitStatus", HTMLElement), state === "active" ? "" : statusLine(state, name), name);
    const cameraOff = state === "active" && !paused ? remoteCameraOff(shortName(name), remote) : "";
    setText(byId("remoteCameraOff", HTMLElement), cameraOff, shortName(name));
    setText(
      within(byId("remoteMuted", HTMLElement), "span", HTMLElement),
      remoteMuted(shortName(name)),
      shortName(name),
    );
  }

  #showTime() {
    const since = this.#snapshot?.call?.since;
    const time = since === null || since === undefined ? "" : duration((performance.now() - since) / 1000);
    setText(this.#timer, time);
    setText(this.#portraitTimer, time);
  }

  /** @param {MediaStreamTrack | null} track */
  #showLocalTrack(track) {
    const shown = this.#local.srcObject instanceof MediaStream ? this.#local.srcObject.getTracks()[0] : undefined;
    if (shown !== (track ?? undefined)) this.#local.srcObject = track ? new MediaStream([track]) : null;
  }

  /** @returns {NodeListOf<HTMLButtonElement>} */
  #deviceButtons() {
    return this.#root.querySelectorAll("button[data-device]");
  }
}
