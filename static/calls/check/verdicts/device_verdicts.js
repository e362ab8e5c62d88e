/** Verdicts on permissions, camera, microphone and what the person hears. */

import { filled, sentences } from "../../lib/filled.js";
import { isBlocked } from "../../media/capture/capture.js";
import { isSound } from "../../media/microphone/detectors.js";
import { deviceErrors } from "../../ui/notices/device_error_texts.js";
import { sitePermissions, systemPermissions } from "./browser_names.js";
import { fails, limited, skipped, works } from "./verdict.js";

/** Below this level in dBFS nobody has spoken, or the microphone is turned down. */
const SPEECH = -50;
/** Pixels of the short side. */
const SMALL = 360;

/** @type {InputKind[]} */
const KINDS = ["camera", "microphone"];

const answerQuestion = () => gettext("Answer the browser’s question beside the address, then check again.");
const otherProgram = () => gettext("Close other programs and tabs that use it, plug it in again, then check again.");

/**
 * @param {object} found
 * @param {Record<InputKind, CheckedDevice["why"]>} found.why what each device's request has brought
 * @param {KnownPermissions} found.permissions
 * @param {import("./browser_names.js").BrowserFamily} found.family
 * @returns {Verdict}
 */
export function permissionsVerdict({ why, permissions, family }) {
  const reasons = KINDS.map((kind) => why[kind]);
  if (reasons.some((reason) => reason === "insecure")) return skipped(gettext("They need a secure page."));
  if (reasons.every((reason) => reason === "unsupported"))
    return skipped(gettext("This browser gives this page no devices."));
  if (reasons.includes("system"))
    return fails(gettext("Your system does not let this browser use them."), systemPermissions(family));
  const blocked = KINDS.filter((kind) => isBlocked(failureOf(why[kind])) || permissions[kind] === "denied");
  if (blocked.length > 0) {
    const closed = reasons.includes("dismissed");
    return fails(blockedText(blocked, closed), closed ? answerQuestion() : "", sitePermissions(family));
  }
  const unasked = KINDS.filter((kind) => why[kind] === "unanswered" && permissions[kind] !== "granted");
  if (unasked.length > 0) return limited(gettext("The browser still waits for your answer."), answerQuestion());
  const untold = KINDS.filter((kind) => why[kind] !== null && permissions[kind] !== "granted");
  return untold.length > 0
    ? limited(gettext("The browser does not tell whether this site may use them."), sitePermissions(family))
    : works(gettext("This site may use camera and microphone."));
}

/** @param {CheckedDevice["why"]} why */
const failureOf = (why) => (why === "unanswered" || why === null ? undefined : why);

/** @param {InputKind[]} kinds @param {boolean} closed */
function blockedText(kinds, closed) {
  if (closed) return gettext("The browser’s question was closed without an answer.");
  if (kinds.length === 2) return gettext("Camera and microphone are blocked for this site.");
  return kinds[0] === "camera"
    ? gettext("The camera is blocked for this site.")
    : gettext("The microphone is blocked for this site.");
}

/** A device that has not opened. @param {InputKind} kind @param {CheckedDevice["why"]} why @returns {Verdict} */
export function deviceFailure(kind, why) {
  if (why === "unanswered")
    return fails(
      kind === "camera"
        ? gettext("The camera has not opened: the browser still asks, or the camera does not respond.")
        : gettext("The microphone has not opened: the browser still asks, or the microphone does not respond."),
      answerQuestion(),
      otherProgram(),
    );
  const { hints } = deviceErrors({ [kind]: why ?? "other" });
  return fails(sentences(...hints));
}

/**
 * @param {CheckedDevice["why"]} why it has not opened; null if it has
 * @param {{ width: number, height: number, frameRate?: number, dark: boolean } | null} picture null: no frame came
 */
export function cameraVerdict(why, picture) {
  if (why) return deviceFailure("camera", why);
  if (!picture)
    return fails(
      gettext("The camera is open, but sends no picture."),
      gettext("Open its cover or press its switch; on a notebook that may be a key."),
      otherProgram(),
    );
  const { width, height, frameRate, dark } = picture;
  const size = frameRate
    ? filled(gettext("%(width)s × %(height)s, %(number)s frames a second"), {
        width,
        height,
        number: Math.round(frameRate),
      })
    : `${width} × ${height}`;
  if (dark)
    return limited(
      sentences(gettext("The picture is black."), size),
      gettext("Open the camera’s cover, turn on a light, or choose another camera in the settings."),
    );
  return Math.min(width, height) < SMALL
    ? limited(
        sentences(gettext("The picture is small."), size),
        gettext("Another camera would give a sharper picture."),
      )
    : works(size);
}

/**
 * @param {CheckedDevice["why"]} why it has not opened; null if it has
 * @param {{ loudest: number | null, muted: boolean }} heard `loudest`: dBFS, null if the browser shows no level
 */
export function microphoneVerdict(why, { loudest, muted }) {
  if (why) return deviceFailure("microphone", why);
  if (muted)
    return fails(
      gettext("Your system has muted the microphone."),
      gettext("Press the switch on the headset or the microphone’s key on the keyboard, then check again."),
    );
  if (loudest === null)
    return limited(
      gettext("The microphone is open, but this browser does not show its level."),
      gettext("Record your voice below to be sure."),
    );
  if (!isSound(loudest))
    return fails(
      gettext("The microphone is open, but delivers silence."),
      gettext("Turn it on at its switch, raise its level in the system’s settings, or choose another one."),
    );
  return loudest < SPEECH
    ? limited(
        gettext("The microphone works, but your voice was not heard."),
        gettext("Check again and speak while the bar is shown. If it hardly moves, raise the level in the system."),
      )
    : works(gettext("Your voice is heard."));
}

/** @param {boolean} heard */
export const recordingVerdict = (heard) =>
  heard
    ? works(gettext("You have heard your own voice, as others hear it."))
    : fails(
        gettext("You have not heard your voice."),
        gettext(
          "If the bar moved while you spoke, check the speaker below. If it did not, check the microphone above.",
        ),
      );

/** @param {boolean} heard */
export const speakerVerdict = (heard) =>
  heard
    ? works(gettext("You have heard the tone."))
    : fails(
        gettext("You have not heard the tone."),
        gettext("Turn up the volume of the system and of this browser tab, and see whether headphones are plugged in."),
        gettext("Choose another speaker in the settings, then play the tone again."),
      );
