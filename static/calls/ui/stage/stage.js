/** Ties together what a person can do with the stage itself: one look at the call goes to each part; it decides nothing. */

import { announce } from "../../lib/live_region.js";
import { Keyboard } from "../keyboard/keyboard.js";
import { FullScreen } from "../window/full_screen.js";
import { Pip } from "../window/picture_in_picture.js";
import { Wake } from "../window/wake_lock.js";
import { Fade } from "./auto_hide.js";
import { Announcer } from "./call_announcer.js";
import { SelfView } from "./self_view.js";
import { keepEdges } from "./stage_insets.js";
import { Fit } from "./video_fit.js";

export class Scene {
  #announcer = new Announcer();
  #fade = new Fade();
  #keyboard = new Keyboard();
  #wake = new Wake(navigator.wakeLock);
  #fullScreen;
  #pip;
  /** Called with a small window that has just been opened. */
  onwindow = (/** @type {Window} */ _page) => {};

  constructor() {
    new SelfView(announce);
    new Fit(announce);
    this.#fullScreen = new FullScreen(announce);
    this.#pip = new Pip(announce);
    this.#pip.onopen = (page) => {
      this.#keyboard.listen(page);
      if (page.defaultView) this.onwindow(page.defaultView);
    };
    keepEdges();
  }

  /** @param {Snapshot} snapshot @param {boolean} onStage whether the stage is to be seen */
  show(snapshot, onStage) {
    this.#announcer.show(snapshot);
    this.#fade.show(snapshot);
    this.#wake.keep(onStage);
    this.#fullScreen.show(onStage);
    this.#pip.show(onStage);
    this.#keyboard.show(onStage);
  }
}
