/** The sentences about this user's devices, through gettext. */

import { filled, sentences } from "../../lib/filled.js";
import { plainName } from "./lists.js";

/** @param {Chosen} device @param {DeviceKind} kind */
const nameOf = ({ label }, kind) => plainName(label) || theDevice(kind);

/** @param {DeviceKind} kind */
const theDevice = (kind) =>
  ({
    microphone: gettext("The microphone"),
    camera: gettext("The camera"),
    speaker: gettext("The speaker"),
  })[kind];

/** @param {UnpluggedDevice} unplugged */
export function unplugged({ kind, was, now, gone }) {
  const device = nameOf(was, kind);
  if (now) {
    const other = plainName(now.label) || gettext("another one");
    const text = gone
      ? gettext("%(device)s was unplugged. Using %(other)s.")
      : gettext("%(device)s has stopped. Using %(other)s.");
    return filled(text, { device, other });
  }
  if (!gone) return filled(stopped(kind), { device });
  return kind === "camera"
    ? filled(gettext("%(device)s was unplugged. There is no other camera, so nobody can see you."), { device })
    : filled(gettext("%(device)s was unplugged. There is no other microphone, so nobody can hear you."), { device });
}

/** @param {InputKind} kind */
const stopped = (kind) =>
  kind === "camera"
    ? gettext("%(device)s has stopped, so nobody can see you.")
    : gettext("%(device)s has stopped, so nobody can hear you.");

/** A device that the system has muted while its button says on. @param {InputKind} kind */
export const mutedBySystem = (kind) =>
  kind === "camera"
    ? gettext("Your system has stopped the camera, so nobody can see you.")
    : gettext("Your system has muted the microphone, so nobody can hear you.");

/** @param {InputKind} kind @param {Chosen} device */
export const back = (kind, device) =>
  filled(gettext("%(device)s is back and in use."), { device: nameOf(device, kind) });

/** @param {InputKind} kind @param {Chosen} device */
export const offered = (kind, device) =>
  filled(gettext("%(device)s is connected now."), { device: nameOf(device, kind) });

/** What was plugged in during a call. @param {string} device */
export const connected = (device) => filled(gettext("%(device)s is connected."), { device });

export const useIt = () => gettext("Use it");

/** @param {string} device */
export const using = (device) => filled(gettext("Using %(device)s."), { device });

/** @param {InputKind} kind */
export const turnOn = (kind) => (kind === "camera" ? gettext("Turn on camera") : gettext("Unmute"));

/** @param {{ gone?: string, back?: string }} what */
export const speakerChanged = ({ gone, back }) =>
  gone
    ? filled(gettext("%(device)s was unplugged. Using the system’s speaker."), { device: gone })
    : filled(gettext("Using %(device)s again."), { device: back });

/** @param {string} device */
export const speakerRefused = (device) =>
  filled(gettext("The sound could not be moved to %(device)s. Choose another speaker, or try again."), { device });

/** @param {boolean} keyboard whether there is a space bar to hold */
export const speakingMuted = (keyboard) =>
  keyboard ? gettext("You are muted. Hold Space to speak.") : gettext("You are muted. Nobody can hear you.");

/** @type {Record<InputKind | "both", { asks: () => string, silent: () => string }>} */
const WAITING = {
  both: {
    asks: () =>
      gettext("Your browser is still waiting for camera and microphone. Look for a question near the address bar."),
    silent: () => gettext("Camera and microphone do not respond. Another program may be using them."),
  },
  camera: {
    asks: () => gettext("Your browser is still waiting for the camera. Look for a question near the address bar."),
    silent: () => gettext("The camera does not respond. Another program may be using it."),
  },
  microphone: {
    asks: () => gettext("Your browser is still waiting for the microphone. Look for a question near the address bar."),
    silent: () => gettext("The microphone does not respond. Another program may be using it."),
  },
};

/** What the browser has not answered; "" for nothing. @param {Waiting} waiting */
export function waitingFor({ kinds, asks }) {
  const [kind, other] = /** @type {InputKind[]} */ (kinds.filter((one) => one !== "screen"));
  const texts = kind ? WAITING[other ? "both" : kind] : null;
  const screen = kinds.includes("screen") ? gettext("Your browser is waiting for you to choose what to share.") : "";
  return sentences(texts ? (asks ? texts.asks() : texts.silent()) : "", screen);
}

export const turnOnAgain = () => gettext("Turn it on again");
export const tryAgain = () => gettext("Try again");

export const unmute = () => gettext("Unmute");
export const holding = () => gettext("You can be heard while you hold Space");
export const silentMicrophone = () => gettext("Your microphone is silent.");
export const noCameraPicture = () => gettext("Your camera sends no picture.");
export const chooseCamera = () => gettext("Choose another camera");
export const chooseMicrophone = () => gettext("Choose another microphone");
