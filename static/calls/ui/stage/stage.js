/** The stage of a call: shows each snapshot in all of its parts. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { announce } from "../../lib/live_region.js";
import { Keyboard } from "../keyboard/keyboard.js";
import { FullScreen } from "../window/full_screen.js";
import { ScreenWakeLock } from "../window/wake_lock.js";
import { AutoHide } from "./auto_hide.js";
import { CallAnnouncer } from "./call_announcer.js";
import { ConnectionHint } from "./connection_hint.js";
import { SelfView } from "./self_view/self_view.js";
import { trackStageInsets } from "./self_view/stage_insets.js";
import { StageView } from "./stage_view.js";
import { VideoFit } from "./video_fit.js";

export class Stage {
  #view;
  #announcer = new CallAnnouncer();
  #connectionHint = new ConnectionHint();
  #autoHide = new AutoHide();
  #keyboard;
  #wakeLock = new ScreenWakeLock(tryOrUndefined(() => navigator.wakeLock));
  #fullScreen;
  /** @type {import("../window/picture_in_picture.js").PictureInPicture | null} */
  #pictureInPicture = null;
  #visible = false;
  /** Called with a small window that has just been opened. */
  onwindow = (/** @type {Window} */ _window) => {};

  /** @param {import("./stage_view.js").StageIntents & { whenLoaded(act: () => void): void }} intents */
  constructor(intents) {
    this.#keyboard = new Keyboard(intents.whenLoaded);
    this.#view = new StageView(intents);
    new SelfView(announce);
    new VideoFit(announce);
    this.#fullScreen = new FullScreen(announce);
    trackStageInsets();
  }

  /**
   * It loads after the page.
   * @param {typeof import("../window/picture_in_picture.js").PictureInPicture} PictureInPicture
   */
  usePictureInPicture(PictureInPicture) {
    this.#pictureInPicture = new PictureInPicture(announce);
    this.#pictureInPicture.onopen = (page) => {
      this.#keyboard.listen(page);
      if (page.defaultView) this.onwindow(page.defaultView);
    };
    this.#pictureInPicture.show(this.#visible);
  }

  /** It loads after the page. @param {typeof import("../keyboard/shortcuts_dialog.js").ShortcutsDialog} ShortcutsDialog */
  useShortcutsDialog(ShortcutsDialog) {
    this.#keyboard.useDialog(ShortcutsDialog);
  }

  /** @param {Snapshot} snapshot @param {boolean} visible whether the stage is shown */
  show(snapshot, visible) {
    this.#visible = visible;
    this.#view.show(snapshot);
    this.#announcer.show(snapshot);
    this.#connectionHint.show(snapshot);
    this.#autoHide.show(snapshot);
    this.#wakeLock.keep(visible);
    this.#fullScreen.show(visible);
    this.#pictureInPicture?.show(visible);
    this.#keyboard.show(visible);
  }
}
