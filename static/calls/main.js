/** The composition root of the call page: makes the parts and hands them to each other. */

import { bindBrowserEvents } from "./call/browser_events.js";
import { CallController } from "./call/controller.js";
import { LazyFeatures } from "./call/lazy_features.js";
import { CallStorage } from "./call/pending/call_storage.js";
import { Availability } from "./call/people/availability.js";
import { CallHistory } from "./call/people/call_history.js";
import { Contacts } from "./call/people/contacts.js";
import { DoNotDisturb } from "./call/people/do_not_disturb.js";
import { MissedCalls } from "./call/people/missed_calls.js";
import { People } from "./call/people/people.js";
import { PersonCard } from "./call/people/person_card.js";
import { Handover } from "./features/handover/handover.js";
import { HandoverView } from "./features/handover/handover_view.js";
import { DataSaver } from "./features/quality/data_saver.js";
import { ServerLine } from "./features/quality/line/server_line.js";
import { newId } from "./lib/browser/ids.js";
import { LazyModule } from "./lib/browser/lazy_module.js";
import { openStorage } from "./lib/browser/storage.js";
import { callSupport } from "./lib/browser/support.js";
import { tryOrUndefined } from "./lib/browser/try_or_undefined.js";
import { DeviceChoices } from "./media/devices/choices.js";
import { DeviceControls } from "./media/devices/device_controls.js";
import { MotionSwitch } from "./media/devices/motion_switch.js";
import { LocalMedia } from "./media/local_media.js";
import { RingLock } from "./media/ring_lock.js";
import { Ringtone } from "./media/ringtone.js";
import { Certificates } from "./rtc/certificates.js";
import { Encoders } from "./rtc/codecs/encoders.js";
import { codecOrder } from "./rtc/codecs/video_codecs.js";
import { PeerConnection } from "./rtc/peer_connection.js";
import { StartBitrate } from "./rtc/start_bitrate.js";
import { PageOwner } from "./signaling/page_owner.js";
import { SessionRenewal } from "./signaling/session.js";
import { SignInRedirect } from "./signaling/sign_in_redirect.js";
import { SignalingSocket } from "./signaling/socket.js";
import { TabIdentity } from "./signaling/tab_identity.js";
import { AccountName } from "./ui/account_name.js";
import { DisplayNames } from "./ui/display_names.js";
import { FeaturesPlaceholder } from "./ui/features_placeholder.js";
import { addIcons } from "./ui/icons.js";
import { showFailures } from "./ui/notices/failures.js";
import { Page } from "./ui/page.js";

addIcons();
showFailures();

/** @type {{ me: string, socket: string, login: string, session: string, lazy: string }} */
const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
const socketUrl = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${config.socket}`;
// `?relay=1` sends all media through the TURN server, to find out whether that server works.
const iceTransportPolicy = new URLSearchParams(location.search).get("relay") === "1" ? "relay" : "all";
const storage = openStorage("localStorage");
const sessionStorage = openStorage("sessionStorage");
const mediaDevices = tryOrUndefined(() => navigator.mediaDevices);
const support = callSupport();
/** A finger is the usual pointer of phones and tablets. */
const handheld = matchMedia("(pointer: coarse)").matches;
const cores = tryOrUndefined(() => navigator.hardwareConcurrency) ?? 1;
const now = () => performance.now();

const locks = tryOrUndefined(() => navigator.locks);
const tab = new TabIdentity({ storage: sessionStorage, locks });
const socket = new SignalingSocket({
  url: socketUrl,
  storage: sessionStorage,
  ownsParty: () => tab.ownsParty,
  urgent: () => controller.state === "reconnecting",
  busy: () => controller.state !== "idle",
  hidden: () => document.hidden,
  accepts: (hello) => owner.accepts(hello),
  language: document.documentElement.lang,
});
const owner = new PageOwner({
  me: config.me,
  isInCall: (call) => controller.isInCall(call),
  storage: sessionStorage,
  reload: () => location.reload(),
  ask: (name) => page.askToReload(name),
});
const send = (/** @type {Message} */ message) => socket.send(message);

const choices = new DeviceChoices(storage);
const media = new LocalMedia({
  devices: mediaDevices,
  permissions: tryOrUndefined(() => navigator.permissions),
  choices,
});
const ringtone = new Ringtone(new RingLock(locks), () => devices.speakerId);
const devices = new DeviceControls({
  media,
  choices,
  devices: mediaDevices,
  players: ["remoteVideo", "remoteScreen", "remoteAudio"],
  whenLoaded: (act) => placeholder.whenLoaded(act),
});

const displayNames = new DisplayNames();
const page = new Page({
  call: (name, video) => controller.place(name, video),
  accept: (camera) => controller.acceptAfterOpeningDevices(camera),
  decline: () => controller.hangUp(),
  silence: () => ringtone.silence(),
  hangUp: () => controller.hangUp(),
  toggleDevice: (device) => (device === "camera" && features.requestVideo()) || media.toggle(device),
  retryDevices: (kinds) => media.open(kinds),
  search: (query) => people?.search(query),
  showPage: (number) => people?.goToPage(number),
  changeContact: (name, action) => contacts.change(name, action),
  setFavourite: (name, favourite) => contacts.setFavourite(name, favourite),
  notify: (name, notify) => availability.ask(name, notify),
  turnQuietOn: (choice) => quiet.turnOn(choice),
  turnQuietOff: () => quiet.turnOff(),
  openCard: (person) => card.open(person),
  closed: () => card.closed(),
  useThisTab: () => socket.connect(),
  openSettings: () => devices.openSettings(),
  whenLoaded: (act) => placeholder.whenLoaded(act),
  seen: (left) => missed.seen(left),
  me: config.me,
  displayName: (name) => displayNames.of(name),
  picture: (name) => displayNames.pictureOf(name),
  showsCaller: () => choices.showsCaller,
  canShareScreen: media.canShareScreen,
  support,
});

const serverLine = new ServerLine({ ping: () => socket.ping() });
const startBitrate = new StartBitrate({ storage });
const dataSaver = new DataSaver(storage);
const features = new LazyFeatures({
  address: config.lazy,
  load: () => lazy.retry(),
  ping: () => socket.ping(),
  explain: () => placeholder.answer(),
  storage: sessionStorage,
  inUse: () => placeholder.inUse,
  loaded: () => placeholder.remove(),
  reload: () => location.reload(),
});
const placeholder = new FeaturesPlaceholder({ retry: () => lazy.retry() });
const lazy = new LazyModule({
  address: config.lazy,
  onfailure: () => {
    placeholder.onFailure();
    features.onFailure();
  },
});
const certificates = new Certificates();
const encoders = new Encoders(tryOrUndefined(() => navigator.mediaCapabilities));
/** @type {CodecsFor} */
const codecsFor = (overloaded) => codecOrder({ encoders: encoders.facts, cores, handheld }, overloaded);
const controller = new CallController({
  send,
  media,
  newConnection: ({ servers, call, relayed, ...options }) => {
    const pc = new RTCPeerConnection({
      iceServers: servers,
      iceTransportPolicy: relayed ? "relay" : iceTransportPolicy,
      certificates: certificates.of(call),
      // The offerer gathers candidates for one transport, not for each media line. The side that answers takes an offer
      // without BUNDLE, too, which "max-bundle" would refuse.
      bundlePolicy: options.polite ? "balanced" : "max-bundle",
    });
    return new PeerConnection({
      pc,
      codecsFor,
      startBitrate: startBitrate.value,
      policy: iceTransportPolicy,
      ...options,
    });
  },
  newFeatures: (call) => features.start(call),
  newId,
  canCall: support !== "unable",
  visible: () => !document.hidden,
  storage: new CallStorage(sessionStorage),
  now,
  checkServer: () => socket.check(),
  showError: (code) => page.showError(code),
});
const handover = new Handover({
  send,
  take: (call) => controller.take(call),
  view: new HandoverView({
    continueHere: () => handover.continueHere(),
    dismissPrompt: () => handover.dismissPrompt(),
    openDevices: () => handover.openDevices(),
    closeDevices: () => handover.closeDevices(),
    moveTo: (device) => handover.moveTo(device),
  }),
  now,
});
const people = page.hasPeople
  ? new People({ send, show: (list) => page.showPeople(list), hidden: () => document.hidden })
  : null;
const card = new PersonCard({ send, show: (person) => page.showCard(person) });
const history = page.hasHistory ? new CallHistory({ send, refresh: () => page.refreshHistory() }) : null;
const contacts = new Contacts({
  send,
  showRequests: (found, count) => page.showRequests(found, count),
  showDone: (name, action) => page.showContactChange(name, action),
  showProblem: (sentence) => (sentence ? page.showProblem(sentence) : page.showError("unavailable")),
});
const availability = new Availability({
  send,
  showFree: (name) => page.showFree(name),
  hideFree: (name) => page.hideFree(name),
  showAsked: (name) => page.showWaiting(name),
  showProblem: (sentence) => (sentence ? page.showProblem(sentence) : page.showError("unavailable")),
});
const quiet = new DoNotDisturb({
  send,
  show: (shown) => page.showDoNotDisturb(shown),
  showDone: (shown) => page.showDoNotDisturbChoice(shown),
  showProblem: (sentence) => (sentence ? page.showProblem(sentence) : page.showError("unavailable")),
});
const missed = new MissedCalls({
  showCount: (count) => page.setMissedCount(count),
  showCaller: (name) => page.showMissedCall(name),
});
const signInRedirect = new SignInRedirect({
  state: () => controller.state,
  notify: () => page.showSignInLater(),
  redirect: () => location.assign(`${config.login}?signed_out=1&next=${encodeURIComponent(location.pathname)}`),
});

page.stage.onwindow = (pipWindow) => {
  devices.listen(pipWindow);
  placeholder.listen(pipWindow);
};
media.onfailures = (failures) => devices.showFailures(failures) || page.showDeviceErrors(failures);
const optional = [people, card, history, contacts].filter((part) => part !== null);
controller.observe(owner, missed, page, devices, new MotionSwitch(media), handover, features, placeholder, ringtone);
for (const part of [history, people]) if (part) controller.observe(part);
controller.observe(signInRedirect);
// The names come before what shows them.
socket.observe(
  serverLine,
  owner,
  displayNames,
  controller,
  features,
  ...optional,
  quiet,
  availability,
  handover,
  tab,
  startBitrate,
  missed,
  new AccountName(),
  {
    onSignedOut: (refused) => signInRedirect.onSignedOut(refused),
    onReplaced: () => page.showOtherTab(),
    onClosed: (code) => page.showOffline(code),
    onTooManyTabs: () => page.showTooManyTabs(),
  },
);

await Promise.all([tab.claimParty(), certificates.prepare()]);
bindBrowserEvents({ controller, socket, people });
socket.connect();
new SessionRenewal({ url: config.session }).start();
document.documentElement.dataset.started = "true";
lazy.loadAtRest();

/** For the scripts that come later (lazy.js), and of pages that do more (check_page.js). */
export {
  choices,
  controller,
  dataSaver,
  devices,
  features,
  media,
  mediaDevices,
  page,
  serverLine,
  sessionStorage,
  socket,
  startBitrate,
};
