/** The sentences of the call page itself, through gettext. */

import { composed, filled, sentences } from "../lib/filled.js";
import { problemSentence } from "./connection_texts.js";
import { quietEnding, quietValues } from "./people/quiet_texts.js";
import { errorSentence } from "./server_texts.js";

/** @param {CallState} state @param {string} name @param {boolean} [video] whether it is a call with video */
export function statusLine(state, name, video = true) {
  switch (state) {
    case "calling":
      return filled(gettext("Calling %(name)s…"), { name });
    case "ringing":
      return gettext("Ringing…");
    case "incoming":
      return video
        ? filled(gettext("%(name)s is calling you"), { name })
        : filled(gettext("%(name)s is calling you (voice)"), { name });
    case "connecting":
      return gettext("Connecting…");
    case "active":
      return gettext("Connected");
    case "reconnecting":
      return gettext("Reconnecting…");
    default:
      return "";
  }
}

/** @param {CallState} state @param {string} name @param {string} title of the page when nothing happens */
export function pageTitle(state, name, title) {
  if (state === "idle") return title;
  if (state === "incoming") return filled(gettext("%(name)s is calling"), { name });
  return filled(gettext("Call with %(name)s"), { name });
}

/** @param {Status} status */
export const personStatus = (status) =>
  ({ online: gettext("Online"), busy: gettext("In a call"), offline: gettext("Offline") })[status];

/** The user's own menu. @param {string} name */
export const accountLabel = (name) => filled(gettext("Account of %(name)s"), { name });

/** @param {string} name */
export const callLabel = (name) => filled(gettext("Call %(name)s"), { name });

/** @param {string} name */
export const voiceCallLabel = (name) => filled(gettext("Voice call to %(name)s"), { name });

/** @param {number} seconds */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours, ...rest] = parts.map((part) => String(part).padStart(2, "0"));
  return hours === "00" ? rest.join(":") : [hours, ...rest].join(":");
}

/**
 * Why a call ended; null where the person has ended it and needs no notice.
 * @type {Record<string, (ending: Ending) => string | null>}
 */
const ENDINGS = {
  "hung-up": ({ mine }) => (mine ? gettext("Your call with %(name)s has ended.") : gettext("%(name)s hung up.")),
  declined: ({ mine, role }) => {
    if (mine) return null;
    return role === "caller"
      ? gettext("%(name)s declined the call.")
      : gettext("You declined the call on another device.");
  },
  cancelled: ({ mine }) => (mine ? null : gettext("You missed a call from %(name)s.")),
  "no-answer": ({ role }) =>
    role === "caller" ? gettext("%(name)s did not answer.") : gettext("You missed a call from %(name)s."),
  busy: ({ quiet }) =>
    quiet ? quietEnding(quiet) : gettext("%(name)s is in another call. They will see that you called."),
  offline: () => gettext("%(name)s is not online. They will see that you called."),
  lost: () => gettext("The connection to %(name)s was lost."),
  // A callee's device says so while it rings (docs/protocol.md).
  failed: ({ role, accepted }) =>
    role === "caller" && !accepted
      ? gettext("%(name)s’s browser cannot take calls. They need another browser or device.")
      : gettext("The call with %(name)s could not be connected."),
  unsupported: ({ role }) =>
    role === "caller"
      ? gettext(
          "This browser cannot make calls: WebRTC is missing or turned off. Turn it on in the browser’s settings, or use a current version of Chrome, Edge, Firefox or Safari.",
        )
      : gettext(
          "%(name)s called you, but this browser cannot take calls: WebRTC is missing or turned off. Use another browser or device.",
        ),
  "ended-by-staff": () => gettext("The call was ended by the staff of this site."),
  // A banner shows where the call continues (features/handover/).
  "answered-elsewhere": () => null,
  "handed-over": () => null,
  "not-taken": () => gettext("The call with %(name)s could not continue here. It is over, or on another device."),
  gone: () => gettext("The call with %(name)s has ended."),
  "ended-meanwhile": () => gettext("The call with %(name)s ended before this page was back."),
  moved: () => gettext("The call with %(name)s continues in another tab."),
  "too-late": () => gettext("The call from %(name)s is over, or was answered on another device."),
  "not-found": () => gettext("%(name)s cannot be called."),
  unavailable: () => gettext("Calls cannot be placed right now. Please try again in a moment."),
  unreachable: () => gettext("The server cannot be reached. Check your connection and try again."),
};

/** @param {Ending} ending @returns {string | null} */
export function endingSentence(ending) {
  const template = (ENDINGS[ending.reason] ?? (() => errorSentence(ending.reason)))(ending);
  if (!template) return null;
  const { name, problem, quiet } = ending;
  const why = (ending.reason === "failed" || ending.reason === "lost") && problem ? problemSentence(problem, name) : "";
  const sentence = sentences(filled(template, { name, ...(quiet && quietValues(quiet)) }), why);
  if (ending.seconds === null) return sentence;
  return composed(gettext("%(sentence)s (%(time)s)"), { sentence, time: duration(ending.seconds) });
}

const NO_SECOND_TRY = new Set([
  "unsupported",
  "ended-by-staff",
  "not-taken",
  "moved",
  "in-call",
  "self-call",
  "not-found",
]);

/** The label of the button that calls again; null: no button. @param {Ending} ending */
export function againLabel(ending) {
  const { reason, role, missed } = ending;
  if (NO_SECOND_TRY.has(reason) || (reason === "declined" && role === "callee")) return null;
  return missed ? gettext("Call back") : gettext("Call again");
}

/** Whether to offer to tell this user when the other one is free. @param {Ending} ending */
export const canWait = ({ reason, role }) => role === "caller" && (reason === "busy" || reason === "offline");

/** @param {string} name */
export const missedCallSentence = (name) => filled(gettext("%(name)s called you just now."), { name });

/** @param {number} count */
export const missedCalls = (count) =>
  filled(ngettext("%(count)s missed call", "%(count)s missed calls", count), { count });

export const signInLaterSentence = () =>
  gettext("You are no longer signed in. The call goes on, and you can sign in again after it.");
export const today = () => gettext("Today");
export const yesterday = () => gettext("Yesterday");

/** When a call was. @param {string} day @param {string} time */
export const earlierDay = (day, time) => filled(gettext("%(day)s, %(time)s"), { day, time });

export const pressFailed = () =>
  gettext("That did not work: something went wrong on this page. Reload the page if it happens again.");

/** @param {string} name */
export const otherPerson = (name) => filled(gettext("This browser is signed in as %(name)s now."), { name });

export const reload = () => gettext("Reload");

/** @param {unknown[]} people @param {string} query @param {string} [problem] why the server refused the query */
export function emptyList(people, query, problem) {
  if (problem !== undefined) return { title: gettext("This search does not work"), hint: problem };
  if (people.length > 0) return null;
  if (query)
    return {
      title: filled(gettext("No one matches “%(query)s”"), { query }),
      hint: gettext("Type the beginning of a name or of a username."),
    };
  return {
    title: gettext("Nobody here yet"),
    hint: gettext("People appear here as soon as they have an account. Invite somebody!"),
  };
}

/** @param {number} page @param {number} pages */
export const pageNumber = (page, pages) => filled(gettext("Page %(page)s of %(pages)s"), { page, pages });

/** @param {string} name @param {MediaState} remote */
export const remoteCameraOff = (name, remote) =>
  remote.camera || remote.screen ? "" : filled(gettext("%(name)s’s camera is off"), { name });

/** @param {string} name */
export const remoteMuted = (name) => filled(gettext("%(name)s is muted"), { name });

/** What was pressed is in a part of the page that is not there yet. */
export const partLoading = () => gettext("This has not loaded yet. Trying again…");

/** It was pressed before. */
export const partLoaded = () => gettext("It has loaded now.");
