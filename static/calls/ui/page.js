/** The call page: passes what is to be shown to its parts, and moves the focus between people list and stage. */

import { closePopover } from "../lib/browser/elements.js";
import { byId, setText } from "../lib/dom.js";
import { keepFocus } from "../lib/focus.js";
import { announce } from "../lib/live_region.js";
import { endAndBlock } from "./end_and_block.js";
import { NoticesView } from "./notices/notices_view.js";
import { showToast } from "./notices/toasts.js";
import { CallNotifications } from "./notifications/call_notifications.js";
import { Panel } from "./panel.js";
import { AvailabilityView } from "./people/availability_view.js";
import { CardView } from "./people/card_view.js";
import { contactSentence, unblock } from "./people/contact_texts.js";
import { DoNotDisturbView } from "./people/do_not_disturb_view.js";
import { HistoryView } from "./people/history_view.js";
import { PeopleView } from "./people/people_view.js";
import { chosenSentence } from "./people/quiet_texts.js";
import { showRequestCount } from "./people/requests_badge.js";
import { RequestsView } from "./people/requests_view.js";
import { IncomingCallView } from "./ring/incoming_call_view.js";
import { closeSentence, errorSentence } from "./server_texts.js";
import { Stage } from "./stage/stage.js";
import { missedCalls, otherPerson, reload, statusLine } from "./texts.js";

const ON_STAGE = new Set(["calling", "ringing", "connecting", "active", "reconnecting"]);

/** Dialogs that close when a call begins or ends. */
const DIALOGS = ["settings", "otherDevices", "shortcuts", "personCard", "quietDialog"];

/**
 * @typedef {object} Intents what a person can ask for on the page
 * @property {(name: string, video?: boolean) => void} call
 * @property {(camera: boolean) => void} accept
 * @property {() => void} decline
 * @property {() => void} silence
 * @property {() => void} hangUp
 * @property {(device: CaptureSource) => void} toggleDevice
 * @property {(kinds: ("microphone" | "camera")[]) => void} retryDevices
 * @property {(query: string) => void} search
 * @property {(page: number) => void} showPage of the people list
 * @property {(name: string, action: ContactAction) => void} changeContact
 * @property {(name: string, favourite: boolean) => void} setFavourite
 * @property {(name: string, notify: boolean) => void} notify whether this user is told when somebody is free
 * @property {(choice: { seconds: number | null, note: string, favourites: boolean }) => void} turnQuietOn
 * @property {() => void} turnQuietOff
 * @property {(person: KnownPerson) => void} openCard
 * @property {() => void} closed the card of a person is
 * @property {() => void} useThisTab
 * @property {() => void} openSettings
 * @property {(act: () => void) => void} whenLoaded does something once what loads after the page is there
 * @property {(left: number) => void} seen the history has shown missed calls, all but these
 * @property {string} me the account's name
 * @property {(name: string) => string} displayName empty for somebody without one
 * @property {(name: string) => string} picture its address; empty for somebody without one
 * @property {() => boolean} showsCaller whether the caller's picture is shown while it rings
 * @property {boolean} canShareScreen
 * @property {"able" | "unable" | "insecure" | "deviceless"} support whether this browser can make calls, and whether with devices
 */

export class Page {
  panel = new Panel();
  /** lazy.js completes these. */
  stage;
  doNotDisturb;
  notifications;
  /** @type {PeopleView | null} */
  #people = null;
  /** @type {HistoryView | null} */
  #history = null;
  /** @type {CardView | null} */
  #card = null;
  /** @type {RequestsView | null} */
  #requests = null;
  #intents;
  /** Removes the toast about the previous choice. */
  #removeLastChoice = () => {};
  #availability;
  #changeContact;
  #incomingCall;
  #notices;
  #menu = byId("moreMenu", HTMLElement);
  #missedBadge = document.getElementById("missedBadge");
  #onStage = false;
  /** The last announced state of the call. */
  #announcedStatus = "";
  #peerName = "";

  /** @param {Intents} intents */
  constructor(intents) {
    this.#intents = intents;
    byId("call", HTMLElement).dataset.support = intents.support;
    if (document.getElementById("people"))
      this.#people = new PeopleView({ ...intents, openCard: ({ section, ...person }) => intents.openCard(person) });
    if (document.getElementById("requests")) this.#requests = new RequestsView(intents);
    this.doNotDisturb = new DoNotDisturbView(intents);
    this.#availability = new AvailabilityView(intents);
    this.#changeContact = intents.changeContact;
    if (document.getElementById("history")) this.#history = new HistoryView(intents);
    const ending = { ...intents, endAndBlock: () => endAndBlock({ ...intents, name: () => this.#peerName }) };
    this.stage = new Stage(ending);
    this.#incomingCall = new IncomingCallView(ending);
    this.#notices = new NoticesView(intents);
    this.notifications = new CallNotifications(intents.me);
    keepFocus(() => (this.#onStage ? byId("stage", HTMLElement) : heading()));
    // A menu closes once something in it is chosen.
    this.#menu.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest("button")) closePopover(this.#menu);
    });
  }

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    const { state, call } = snapshot;
    this.stage.show(snapshot, ON_STAGE.has(state));
    this.notifications.show(snapshot);
    this.#incomingCall.show(snapshot);
    this.#notices.show(snapshot);
    if (call) this.#peerName = call.name;
    if (state !== "incoming") this.#announceStatus(statusLine(state, this.#peerName));
    this.#moveFocus(ON_STAGE.has(state));
  }

  /** Whether this page has the list of people. */
  get hasPeople() {
    return this.#people !== null;
  }

  /** Whether this page has the list of past calls. */
  get hasHistory() {
    return this.#history !== null;
  }

  refreshHistory() {
    this.#history?.refresh();
  }

  /** @param {ShownList} list */
  showPeople(list) {
    this.#people?.show(list);
  }

  /** @param {PersonDetails | null} person null: closes it */
  showCard(person) {
    if (person) this.#card ??= this.#newCard();
    this.#card?.show(person);
  }

  #newCard() {
    const closed = () => {
      this.#intents.closed();
      this.#history?.onCardClosed();
    };
    return new CardView({ ...this.#intents, closed });
  }

  /** @param {{ name: string, display?: string }[]} people who would like to become a contact @param {number} count of them all */
  showRequests(people, count) {
    this.#requests?.show(people);
    showRequestCount(count);
  }

  /** @param {string} name @param {ContactAction} action */
  showContactChange(name, action) {
    if (action === "block") this.#notices.forget(name);
    const undo = action === "block" ? { label: unblock(), act: () => this.#changeContact(name, "unblock") } : {};
    showToast(contactSentence(action, name), { ...undo, name });
  }

  /** @param {{ on: boolean, until: number | null, note: string, favourites: boolean }} shown */
  showDoNotDisturb(shown) {
    this.doNotDisturb.show(shown);
  }

  /** It was chosen here. @param {{ on: boolean, until: number | null }} chosen */
  showDoNotDisturbChoice(chosen) {
    this.#removeLastChoice();
    this.#removeLastChoice = showToast(chosenSentence(chosen));
  }

  /** Somebody is free whom this user waits for. @param {string} name */
  showFree(name) {
    this.#notices.showFree(name);
    this.#availability.showFree(name);
    this.notifications.showFree(name);
  }

  /** @param {string} name */
  hideFree(name) {
    this.#availability.hideFree(name);
    this.notifications.hideFree(name);
  }

  /** @param {string} name */
  showWaiting(name) {
    this.#availability.showWaiting(name);
  }

  /** @param {string} sentence */
  showProblem(sentence) {
    showToast(sentence);
  }

  /** @param {Ending} ending */
  ended(ending) {
    this.#notices.showEnding(ending);
  }

  /** @param {Failures} failures */
  showDeviceErrors(failures) {
    this.#notices.showDeviceErrors(failures);
  }

  /** @param {string} name */
  showMissedCall(name) {
    this.#notices.showMissedCall(name);
  }

  /** The session has expired in a call. */
  showSignInLater() {
    this.#notices.showSignInLater();
  }

  /** Another tab has taken the place of this one. */
  showOtherTab() {
    this.#notices.showOtherTab();
  }

  showTooManyTabs() {
    this.#notices.showTooManyTabs();
  }

  /** Why the server cannot be reached. @param {number} [code] of the closed socket */
  showOffline(code) {
    // The pages of the account have no place for it.
    const place = document.getElementById("offlineReason");
    if (place) setText(place, closeSentence(code));
  }

  /** Somebody else is signed in now. @param {string} name */
  askToReload(name) {
    showToast(otherPerson(name), { label: reload(), act: () => location.reload(), name });
  }

  /** The server has refused something. @param {string} code */
  showError(code) {
    showToast(errorSentence(code));
  }

  /** @param {number} count of missed calls that were not looked at yet */
  setMissedCount(count) {
    if (!this.#missedBadge) return;
    setText(this.#missedBadge, String(count));
    this.#missedBadge.hidden = count === 0;
    setText(byId("missedCalls", HTMLElement), count === 0 ? "" : missedCalls(count));
  }

  /** @param {string} status */
  #announceStatus(status) {
    if (status !== this.#announcedStatus) announce(status);
    this.#announcedStatus = status;
  }

  /**
   * With a call the focus goes to the stage, which covers everything else; after it, back to where
   * the call began.
   * @param {boolean} onStage
   */
  #moveFocus(onStage) {
    if (onStage === this.#onStage) return;
    this.#onStage = onStage;
    // Nothing under a modal dialog takes the focus, and on closing it would give the focus back to its opener.
    for (const id of DIALOGS) closeDialog(id);
    if (onStage) return byId("stage", HTMLElement).focus({ preventScroll: true });
    this.panel.close();
    closePopover(this.#menu);
    const list = this.#people ?? this.#history;
    if (list) list.focusOn(this.#peerName);
    else heading().focus({ preventScroll: true });
  }
}

/** Not each page has each dialog, and some are made when first needed. @param {string} id */
function closeDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement) dialog.close();
}

/** Where the focus goes beside a call. The pages of the account have headings of their own. */
const heading = () => document.getElementById("pageTitle") ?? byId("main", HTMLElement);
