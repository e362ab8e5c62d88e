/** Shows an incoming call: a dialog, and the page's title. */

import { byId, FIELD, paintAvatar, setText, within } from "../../lib/dom.js";
import { facing } from "../../lib/tracks.js";
import { pageTitle, statusLine } from "../texts.js";
import { CallerPicture } from "./caller_picture.js";

/** If the user was typing, the keyboard does not answer the call for this long, in milliseconds. */
const TYPING_MS = 1_000;

export class IncomingCallView {
  #dialog = byId("incoming", HTMLDialogElement);
  #title = document.title;
  #shownTitle = document.title;
  #silence = byId("silence", HTMLButtonElement);
  #preview = byId("ringPreview", HTMLElement);
  #callerPicture;
  #displayName;
  #picture;
  #showsCaller;
  /** Until then keys do not answer the call, in milliseconds of the page. */
  #typingUntil = 0;

  /** @param {{ accept(camera: boolean): void, decline(): void, endAndBlock(): void, silence(): void, displayName(name: string): string, picture(name: string): string, showsCaller(): boolean }} intents */
  constructor({ accept, decline, endAndBlock, silence, displayName, picture, showsCaller }) {
    this.#displayName = displayName;
    this.#picture = picture;
    this.#showsCaller = showsCaller;
    const place = byId("ringCaller", HTMLElement);
    this.#callerPicture = new CallerPicture(place, within(place, "video", HTMLVideoElement));
    this.#onAnswer("accept", () => accept(true));
    this.#onAnswer("acceptVoice", () => accept(false));
    this.#onAnswer("decline", decline);
    this.#onAnswer("declineAndBlock", endAndBlock);
    const silenceThisDevice = () => {
      silence();
      this.#silence.hidden = true;
    };
    this.#silence.addEventListener("click", silenceThisDevice);
    // Escape silences this device. It is pressed too easily to decline the call.
    this.#dialog.addEventListener("keydown", (event) => {
      // The rest of a word that was begun in the field.
      if (event.key.length === 1 && this.#isTyping()) this.#typingUntil = performance.now() + TYPING_MS;
      if (event.key !== "Escape") return;
      event.preventDefault();
      silenceThisDevice();
    });
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
  }

  /** @param {Snapshot} snapshot */
  show({ state, call, tracks, preview = null, expectsPreview = false }) {
    const name = call?.name ?? "";
    const title = pageTitle(state, name, this.#title);
    // A translator has changed the one that stands there.
    if (title !== this.#shownTitle) document.title = title;
    this.#shownTitle = title;
    this.#callerPicture.show(expectsPreview && this.#showsCaller(), preview);
    if (state === "incoming" && !this.#dialog.open) this.#open(name, call?.video ?? true);
    else if (state !== "incoming" && this.#dialog.open) this.#dialog.close();
    else if (call && state === "incoming") this.#showCaller(name, call.video);
    this.#showPreview(state === "incoming" && call?.video ? tracks.video : null);
  }

  /** What the caller would see. @param {MediaStreamTrack | null} track */
  #showPreview(track) {
    const video = within(this.#preview, "video", HTMLVideoElement);
    const { srcObject } = video;
    const shown = srcObject instanceof MediaStream ? (srcObject.getTracks()[0] ?? null) : null;
    if (shown !== track) video.srcObject = track && new MediaStream([track]);
    this.#preview.hidden = !track;
    this.#preview.dataset.facing = facing(track);
  }

  /** A key that was meant for a text must not answer the call. @param {string} id @param {() => void} act */
  #onAnswer(id, act) {
    byId(id, HTMLButtonElement).addEventListener("click", ({ detail }) => {
      // A click by keyboard has the detail 0.
      if (detail > 0 || !this.#isTyping()) act();
    });
  }

  #isTyping() {
    return performance.now() < this.#typingUntil;
  }

  /** @param {string} name @param {boolean} video */
  #open(name, video) {
    this.#typingUntil = document.activeElement?.matches(FIELD) ? performance.now() + TYPING_MS : 0;
    this.#showCaller(name, video);
    this.#silence.hidden = false;
    this.#dialog.showModal();
  }

  /** The caller may be renamed while it rings. @param {string} name @param {boolean} video */
  #showCaller(name, video) {
    paintAvatar(byId("incomingAvatar", HTMLElement), name, { picture: this.#picture(name) });
    const display = byId("incomingDisplay", HTMLElement);
    setText(display, this.#displayName(name));
    display.hidden = !display.textContent;
    setText(byId("incomingTitle", HTMLElement), statusLine("incoming", name, video), name);
  }
}
