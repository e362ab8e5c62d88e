/** The sentences of chat, files and reactions, through gettext. */

import { pageLocale } from "../../lib/browser/locale.js";
import { filled } from "../../lib/filled.js";
import { MAX_FILE_SIZE, MAX_MESSAGE_LENGTH } from "./limits.js";

const locale = pageLocale();
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** By this device's clock. @param {number} at milliseconds since 1970 */
export const timeOf = (at) => clock.format(at);

/** @param {number} bytes */
export function sizeOf(bytes) {
  const step = bytes ? Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1) : 0;
  const unit = UNITS[step];
  const unitDisplay = step ? "short" : "long";
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay,
    maximumFractionDigits: step ? 1 : 0,
  }).format(bytes / 1024 ** step);
}

export const you = () => gettext("You");

/** @param {ChatMessage} message */
export const messageState = ({ mine, state }) =>
  mine ? { sending: gettext("Sending…"), sent: gettext("Sent") }[state] : "";

export const tooLong = () =>
  filled(gettext("Too long: a message can have %(count)s characters at most."), {
    count: new Intl.NumberFormat(locale).format(MAX_MESSAGE_LENGTH),
  });

/** @param {string} name */
export const peerAway = (name) =>
  filled(gettext("Reconnecting. Your messages will be sent when %(name)s is back."), { name });

/** Why there is no chat. @param {string} name @param {CallState} state */
export const noChatReason = (name, state) =>
  state === "active"
    ? filled(gettext("%(name)s’s app has no chat."), { name })
    : gettext("Chat starts when you are connected.");

/** @param {string} name */
export const noReaction = (name) => filled(gettext("Reconnecting. You can react when %(name)s is back."), { name });

export const tooManyReactions = () => gettext("That was fast! Wait a second before you react again.");

/** @param {string} name @param {string} text */
export const messagePreview = (name, text) => filled(gettext("%(name)s: %(text)s"), { name, text });

/** @param {number} count */
export const unreadCount = (count) =>
  filled(ngettext("%(count)s unread message", "%(count)s unread messages", count), { count });

/** The state of a transfer in words. @param {Transfer} transfer @param {string} name the peer's */
export function fileState(transfer, name) {
  const { state, mine, offset, size } = transfer;
  if (state === "offered") {
    return filled(mine ? gettext("Waiting for %(name)s to accept") : gettext("%(name)s wants to send you this file"), {
      name,
    });
  }
  if (state === "checking") return gettext("Checking…");
  if (state === "done") return mine ? gettext("Sent") : gettext("Received");
  if (state === "ended") return ended(transfer, name);
  return filled(gettext("%(done)s of %(size)s"), { done: sizeOf(offset), size: sizeOf(size) });
}

/**
 * Why a transfer ended: `mine` for the sender, `theirs` for the receiver.
 * @type {Record<string, { mine(byMe: boolean): string, theirs(byMe: boolean): string }>}
 */
const ENDINGS = {
  declined: { mine: () => gettext("%(name)s declined the file."), theirs: () => gettext("You declined the file.") },
  "too-large": {
    mine: (byMe) =>
      byMe
        ? gettext("Not sent: it is too large. The limit is %(limit)s.")
        : gettext("Not sent: it is too large for %(name)s’s page."),
    theirs: () => gettext("Refused: it is too large. The limit is %(limit)s."),
  },
  "too-many": {
    mine: () => gettext("Not sent: too many files at once. Send it again when the others are done."),
    theirs: () => gettext("Refused: too many files at once."),
  },
  stopped: { mine: stopped, theirs: stopped },
  unreadable: {
    mine: () =>
      gettext("Not sent: the file cannot be read. It may have been moved or changed; folders cannot be sent."),
    theirs: () => gettext("%(name)s’s device can no longer read the file."),
  },
  damaged: {
    mine: () => gettext("The file arrived damaged. Please send it again."),
    theirs: () => gettext("The file arrived damaged. Ask %(name)s to send it again."),
  },
  reloaded: {
    mine: () => gettext("The page was reloaded. Please send the file again."),
    theirs: () => gettext("%(name)s’s page was reloaded. Ask for the file again."),
  },
};

/** @param {boolean} byMe */
function stopped(byMe) {
  return byMe ? gettext("You stopped it.") : gettext("%(name)s stopped it.");
}

/** @param {Transfer} transfer @param {string} name */
function ended({ reason, mine, by }, name) {
  const ending = ENDINGS[reason ?? ""] ?? ENDINGS.stopped;
  return filled(ending?.[mine ? "mine" : "theirs"](by === "me") ?? "", { name, limit: sizeOf(MAX_FILE_SIZE) });
}

export const noRoomForFile = () => gettext("There is no room for more files. Save the earlier ones first.");

/** The announcement of a new state; null: none. @param {Transfer} transfer @param {string} name */
export function fileAnnouncement(transfer, name) {
  const { state, mine, by, name: file } = transfer;
  if (state === "offered" && !mine) return filled(gettext("%(name)s wants to send you %(file)s"), { name, file });
  if (state === "done")
    return filled(mine ? gettext("%(name)s has received %(file)s") : gettext("%(file)s has arrived"), { name, file });
  if (state === "ended" && (by === "peer" || mine)) return `${file}: ${fileState(transfer, name)}`;
  return null;
}

/** The names of a file's buttons. @type {Record<string, (file: string) => string>} */
export const FILE_BUTTONS = {
  accept: (file) => filled(gettext("Accept %(file)s"), { file }),
  decline: (file) => filled(gettext("Decline %(file)s"), { file }),
  cancel: (file) => filled(gettext("Cancel %(file)s"), { file }),
  save: (file) => filled(gettext("Save %(file)s"), { file }),
};

/** @param {string} name @param {number} count */
export const unsavedFiles = (name, count) =>
  filled(
    ngettext(
      "%(name)s sent you a file that is not saved yet.",
      "%(name)s sent you files that are not saved yet.",
      count,
    ),
    { name },
  );

/** Why a drop or a paste sends nothing. @param {"no-call" | "folder" | "no-file"} why @param {CallState} state */
export function dropRefusal(why, state) {
  if (why === "folder") return gettext("Folders cannot be sent. Pack the folder into one file, such as a ZIP file.");
  if (why === "no-file") return gettext("Only files can be dropped here.");
  if (state === "active") return gettext("Nothing was sent: the other person’s app cannot receive files.");
  return state === "idle"
    ? gettext("Nothing was sent: files can be sent in a call. Call somebody first.")
    : gettext("Nothing was sent yet: files can be sent once you are connected.");
}

/** @param {string} name */
export const offeredFiles = (name) => filled(gettext("Offered to %(name)s. The chat shows the progress."), { name });

/** @param {string} file */
export const cannotRead = (file) =>
  filled(gettext("%(file)s was not sent: it cannot be read. Folders cannot be sent."), { file });

/** @param {string} name */
export const dropHint = (name) => filled(gettext("Drop to send to %(name)s"), { name });

/** @type {Record<string, () => string>} */
const SIGNS = {
  "👍": () => gettext("thumbs up"),
  "❤️": () => gettext("heart"),
  "😂": () => gettext("laughing"),
  "😮": () => gettext("surprised"),
  "👏": () => gettext("applause"),
  "🎉": () => gettext("celebration"),
};

/** @param {string} emoji @param {string | null} name null: the person here */
export function reactionAnnouncement(emoji, name) {
  const sign = SIGNS[emoji]?.() ?? "";
  return name === null
    ? filled(gettext("You react: %(sign)s"), { sign })
    : filled(gettext("%(name)s reacts: %(sign)s"), { name, sign });
}
