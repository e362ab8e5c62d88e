/** The page as a whole: hands what is to be shown to its parts, and keeps focus and words in order; it knows no socket. */

import { byId, setText } from "../lib/dom.js";
import { keepFocus } from "../lib/focus.js";
import { announce } from "../lib/live_region.js";
import { RingView } from "./incoming_call_view.js";
import { NoticesView } from "./notices_view.js";
import { Panel } from "./panel.js";
import { PeopleView } from "./people_view.js";
import { Scene } from "./stage/stage.js";
import { StageView } from "./stage/stage_view.js";
import { statusLine } from "./texts.js";

const ON_STAGE = new Set(["calling", "ringing", "connecting", "active", "reconnecting"]);

/** Those that are about the lobby or about a call, and go with it. */
const DIALOGS = ["settings", "otherDevices", "shortcuts"];

/**
 * @typedef {object} Intents what a person can want
 * @property {(name: string, video?: boolean) => void} call
 * @property {(camera: boolean) => void} accept
 * @property {() => void} decline
 * @property {() => void} silence
 * @property {() => void} hangUp
 * @property {(device: DeviceName) => void} toggle
 * @property {(kinds: ("microphone" | "camera")[]) => void} retry
 * @property {(query: string) => void} search
 * @property {(page: number) => void} turn
 * @property {() => void} useHere
 * @property {boolean} canShareScreen
 */

export class View {
  #people;
  #stage;
  #ring;
  #notices;
  panel = new Panel();
  scene = new Scene();
  #menu = byId("moreMenu", HTMLElement);
  #badge = document.getElementById("missedBadge");
  #onStage = false;
  /** How the call stands, as it was told last. */
  #line = "";
  #name = "";

  /** @param {Intents} intents */
  constructor(intents) {
    this.#people = new PeopleView(intents);
    this.#stage = new StageView(intents);
    this.#ring = new RingView(intents);
    this.#notices = new NoticesView(intents);
    keepFocus(() => (this.#onStage ? byId("stage", HTMLElement) : byId("peopleTitle", HTMLElement)));
    // Whatever is chosen in the menu, it has done its work then.
    this.#menu.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest("button")) this.#menu.hidePopover();
    });
  }

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    const { state, call } = snapshot;
    this.#stage.show(snapshot);
    this.scene.show(snapshot, ON_STAGE.has(state));
    this.#ring.show(snapshot);
    this.#notices.show(snapshot);
    if (call) this.#name = call.name;
    if (state !== "incoming") this.#tellState(statusLine(state, this.#name));
    this.#moveFocus(ON_STAGE.has(state));
  }

  /** @param {{ query: string, page: number, pages: number, people: Person[] }} list */
  showPeople(list) {
    this.#people.show(list);
  }

  /** @param {Ending} ending */
  ended(ending) {
    this.#notices.ended(ending);
  }

  /** @param {Failures} failures */
  trouble(failures) {
    this.#notices.trouble(failures);
  }

  /** @param {string} name */
  missed(name) {
    this.#notices.missed(name);
  }

  moved() {
    this.#notices.moved();
  }

  /** @param {number} count of missed calls that nobody has looked at */
  countMissed(count) {
    if (!this.#badge) return;
    setText(this.#badge, String(count));
    this.#badge.hidden = count === 0;
  }

  /** @param {string} line */
  #tellState(line) {
    if (line !== this.#line) announce(line);
    this.#line = line;
  }

  /** The stage covers everything else: the focus goes there with a call, and back to where the call began after it. @param {boolean} onStage */
  #moveFocus(onStage) {
    if (onStage === this.#onStage) return;
    this.#onStage = onStage;
    // Under a dialog that locks the page nothing takes the focus; and it would give it back to where it was opened.
    for (const id of DIALOGS) byId(id, HTMLDialogElement).close();
    if (onStage) return byId("stage", HTMLElement).focus({ preventScroll: true });
    this.panel.close();
    this.#menu.hidePopover();
    this.#people.focusOn(this.#name);
  }
}
