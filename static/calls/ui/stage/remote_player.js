/**
 * Plays what comes from the peer: camera, screen and sound. Where the browser blocks autoplay with
 * sound, a button starts it.
 */

import { byId } from "../../lib/dom.js";

export class RemotePlayer {
  #video = byId("remoteVideo", HTMLVideoElement);
  #screen = byId("remoteScreen", HTMLVideoElement);
  /**
   * A <video> plays no sound before its first frame, and a peer without a camera never sends one:
   * until then this <audio> does.
   */
  #spareAudio = byId("remoteAudio", HTMLAudioElement);
  #playButton = byId("playSound", HTMLButtonElement);
  /** Whether only a picture plays, out of sight. */
  #isPrepared = false;

  /** @param {() => void} onresize a video has its first frame, another size, or none any more */
  constructor(onresize) {
    this.#playButton.addEventListener("click", () => this.#play());
    for (const video of [this.#video, this.#screen]) {
      for (const event of ["loadeddata", "resize", "emptied"]) video.addEventListener(event, onresize);
    }
    for (const element of this.#elements()) element.addEventListener("pause", () => this.#resume());
    document.addEventListener("visibilitychange", () => this.#resume());
  }

  get hasVideo() {
    return this.#video.videoWidth > 0;
  }

  get hasScreen() {
    return this.#screen.videoWidth > 0;
  }

  /** @param {MediaStream | null} main camera and voice @param {MediaStream | null} screen */
  show(main, screen) {
    const wasPrepared = this.#isPrepared;
    this.#isPrepared = false;
    this.#setStream(this.#video, main);
    if (wasPrepared && main) this.#play();
    this.#setStream(this.#screen, screen);
    this.#setSpareAudio(main);
  }

  /** The picture plays before the stage is shown, so that it is there at once. It stays silent. @param {MediaStream} main */
  prepare(main) {
    const [track] = main.getVideoTracks();
    const { srcObject } = this.#video;
    if (!track || (srcObject instanceof MediaStream && srcObject.getTracks()[0] === track)) return;
    this.#isPrepared = true;
    this.#video.muted = true;
    this.#video.srcObject = new MediaStream([track]);
    // Otherwise it plays when it is shown.
    this.#video.play().catch(() => {});
  }

  #elements() {
    return [this.#video, this.#screen, this.#spareAudio];
  }

  /** Nobody can pause a call, but a system does so for a phone call, and some browsers for a hidden page. */
  #resume() {
    // With the button, the person decides.
    if (document.hidden || !this.#playButton.hidden || this.#isPrepared) return;
    if (this.#elements().some(({ srcObject, paused, ended }) => srcObject && paused && !ended)) this.#play();
  }

  /** From its first frame on the <video> plays the sound itself. */
  muteSpareAudio() {
    this.#spareAudio.muted = this.#video.readyState > 0;
  }

  /** @param {HTMLVideoElement} video @param {MediaStream | null} stream */
  #setStream(video, stream) {
    if (video.srcObject === stream) return;
    // A new source would leave the element dark until its first frame, so the tracks are replaced.
    if (video.srcObject instanceof MediaStream && stream) return replaceTracks(video.srcObject, stream);
    video.srcObject = stream;
    if (stream) this.#play();
    // A screen that ends says nothing about the voice.
    else if (video === this.#video) this.#playButton.hidden = true;
  }

  /** @param {MediaStream | null} stream */
  #setSpareAudio(stream) {
    const track = stream?.getAudioTracks()[0] ?? null;
    const { srcObject } = this.#spareAudio;
    const playing = srcObject instanceof MediaStream ? srcObject.getTracks()[0] : undefined;
    if (playing === (track ?? undefined)) return;
    this.#spareAudio.srcObject = track && new MediaStream([track]);
    if (track) this.#play();
  }

  /**
   * A browser may block sound until the person has touched the page: then the video plays muted,
   * and the button appears.
   */
  async #play() {
    const videos = [this.#video, this.#screen].filter(({ srcObject }) => srcObject);
    for (const video of videos) video.muted = false;
    try {
      const audio = this.#spareAudio.srcObject ? this.#spareAudio.play() : undefined;
      const shown = videos.map((video) => video.play());
      for (const playing of [audio, ...shown]) playing?.catch(() => {});
      // Until the video has a frame, which it may never have, the <audio> shows whether the browser allows sound.
      await (audio && !this.#spareAudio.muted ? audio : shown[0]);
      this.#playButton.hidden = true;
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      this.#playButton.hidden = false;
      for (const video of videos) {
        video.muted = true;
        video.play().catch(() => {});
      }
    }
  }
}

/** Replaces the tracks of one stream by those of another. @param {MediaStream} shown @param {MediaStream} stream */
function replaceTracks(shown, stream) {
  const tracks = stream.getTracks();
  for (const track of tracks) shown.addTrack(track);
  for (const track of shown.getTracks()) if (!tracks.includes(track)) shown.removeTrack(track);
}
