/** The composition root: makes the parts of the call page and ties them together; it decides nothing. */

import { CallFeatures } from "./call/call_features.js";
import { CallStorage } from "./call/call_storage.js";
import { CallController } from "./call/controller.js";
import { People } from "./call/people.js";
import { ChatFeature } from "./features/chat/chat_feature.js";
import { Handover } from "./features/handover/handover.js";
import { HandoverView } from "./features/handover/handover_view.js";
import { DeviceChoices } from "./media/devices/choices.js";
import { Devices } from "./media/devices/devices.js";
import { Motion } from "./media/devices/motion.js";
import { LocalMedia } from "./media/local_media.js";
import { Ringtone } from "./media/ringtone.js";
import { Certificates } from "./rtc/certificates.js";
import { PeerConnection } from "./rtc/peer_connection.js";
import { onOtherNetwork } from "./signaling/network_change.js";
import { SignalingSocket } from "./signaling/socket.js";
import { TabIdentity } from "./signaling/tab_identity.js";
import { View } from "./ui/page.js";
import { isMissed } from "./ui/texts.js";

/** Left by the history page: whom to call back, and whether with video. */
const CALL_BACK = "videochat.callBack";

/** @type {{ me: string, socket: string, login: string }} */
const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
// `?relay=1` sends all media through the TURN server: support and tests see by it whether that server works.
const iceTransportPolicy = new URLSearchParams(location.search).get("relay") === "1" ? "relay" : "all";
const tab = new TabIdentity({ storage: sessionStorage, locks: navigator.locks });
const signaling = new SignalingSocket({
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${config.socket}`,
  storage: sessionStorage,
  alone: () => tab.alone,
  urgent: () => session.state === "reconnecting",
});
const send = (/** @type {Message} */ message) => signaling.send(message);
const storage = storageOrNone();
const choices = new DeviceChoices(storage);
const media = new LocalMedia({ devices: navigator.mediaDevices, permissions: navigator.permissions, choices });
const ringtone = new Ringtone();
const certificates = new Certificates();
let missed = 0;
const view = new View({
  call: (name, video) => session.place(name, video),
  accept: (camera) => session.accept(camera),
  decline: () => session.hangUp(),
  silence: () => ringtone.silence(),
  hangUp: () => session.hangUp(),
  toggle: (device) => (device === "camera" && companions.askForCamera()) || media.toggle(device),
  retry: (kinds) => media.open(kinds),
  search: (query) => people.search(query),
  turn: (page) => people.turn(page),
  useHere: () => signaling.connect(),
  canShareScreen: media.canShareScreen,
});
const devices = new Devices({
  media,
  choices,
  devices: navigator.mediaDevices,
  heard: ["remoteVideo", "remoteScreen", "remoteAudio"],
});
const motion = new Motion(media);
const handover = new Handover({
  send,
  take: (call) => session.take(call),
  view: new HandoverView({
    continueHere: () => handover.continueHere(),
    dismissPrompt: () => handover.dismissPrompt(),
    openDevices: () => handover.openDevices(),
    closeDevices: () => handover.closeDevices(),
    moveTo: (device) => handover.moveTo(device),
  }),
  now: () => performance.now(),
});
const chat = new ChatFeature({ panel: view.panel, storage: sessionStorage });
const companions = new CallFeatures({ media, chat, storage, delay: () => signaling.delay });
const people = new People({ send, show: (list) => view.showPeople(list) });
const session = new CallController({
  send,
  media,
  audience: {
    show(snapshot) {
      view.show(snapshot);
      devices.show(snapshot);
      motion.show();
      handover.show(snapshot);
      chat.show(snapshot);
      ringtone.play(snapshot.state);
    },
    ended(ending) {
      if (isMissed(ending)) missed += 1;
      view.countMissed(missed);
      view.ended(ending);
    },
  },
  newConnection: ({ servers, call, ...order }) => {
    const pc = new RTCPeerConnection({ iceServers: servers, iceTransportPolicy, certificates: certificates.of(call) });
    return new PeerConnection({ pc, ...order });
  },
  newFeatures: (talk) => companions.join(talk),
  newId: () => crypto.randomUUID(),
  kept: new CallStorage(sessionStorage),
  now: () => performance.now(),
  checkServer: () => signaling.check(),
});

view.scene.onwindow = (page) => devices.listen(page);
media.ontrouble = (failures) => devices.trouble(failures) || view.trouble(failures);

/** Where a browser keeps nothing for this site, it may refuse even the name. */
function storageOrNone() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function callBack() {
  const wanted = sessionStorage.getItem(CALL_BACK);
  sessionStorage.removeItem(CALL_BACK);
  if (!wanted) return;
  const { name, video } = JSON.parse(wanted);
  session.place(name, video);
}

signaling.onmessage = (message) => {
  session.onMessage(message);
  people.onMessage(message);
  handover.onMessage(message);
  if (message.type === "hello") {
    tab.hold(message.party);
    if (session.state === "idle") chat.clearStorage();
    missed = message.missed;
    people.greeted();
  } else if (message.type === "missed") {
    missed += 1;
    view.missed(message.name);
  } else if (message.type === "people") callBack();
  view.countMissed(missed);
};
signaling.ononline = (online) => session.setOnline(online);
signaling.onsignedout = () => location.assign(config.login);
signaling.onreplaced = () => {
  session.moved();
  view.moved();
};

await Promise.all([tab.settle(), certificates.prepare()]);
addEventListener("pagehide", (event) => event.persisted || session.pageGoes());
addEventListener("pageshow", (event) => event.persisted && signaling.check());
addEventListener("online", () => {
  session.networkChanged();
  signaling.connect();
});
addEventListener("pointerdown", () => ringtone.unlock());
addEventListener("keydown", () => ringtone.unlock());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  signaling.check();
  if (session.state === "idle") people.request();
});
// Not in every browser, and not in TypeScript's list.
onOtherNetwork(Reflect.get(navigator, "connection"), () => {
  session.networkChanged();
  signaling.check();
});
people.refreshWhile(() => !document.hidden && session.state === "idle");
signaling.connect();
