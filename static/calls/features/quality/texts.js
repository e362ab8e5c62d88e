/** What the page says about a call's quality, through gettext. */

import { pageLocale } from "../../lib/browser/locale.js";
import { filled } from "../../lib/filled.js";

/** @type {Record<Cause, { weak: () => string, poor: () => string }>} */
const CAUSES = {
  mine: { weak: () => gettext("Your network is weak"), poor: () => gettext("Your network is very weak") },
  theirs: {
    weak: () => gettext("%(name)s’s network is weak"),
    poor: () => gettext("%(name)s’s network is very weak"),
  },
  between: {
    weak: () => gettext("The connection is weak"),
    poor: () => gettext("The connection is very weak"),
  },
  relay: {
    weak: () => gettext("Slow: the call uses a relay"),
    poor: () => gettext("Very slow: the call uses a relay"),
  },
  computer: {
    weak: () => gettext("This computer is struggling with video"),
    poor: () => gettext("This computer is too slow for video"),
  },
  "their-computer": {
    weak: () => gettext("%(name)s’s computer is struggling with video"),
    poor: () => gettext("%(name)s’s computer is too slow for video"),
  },
};

/** What is wrong; empty for a good call. @param {Pick<Judgement, "level" | "cause">} judgement @param {string} name */
export function problem({ level, cause }, name) {
  if (level === "good" || !cause) return "";
  return filled(CAUSES[cause][level](), { name });
}

/** @param {Level} level */
export const levelName = (level) =>
  ({ good: gettext("Good connection"), weak: gettext("Weak connection"), poor: gettext("Poor connection") })[level];

/** The sign's accessible name begins with its visible text. @param {Level} level @param {string} words */
export const signLabel = (level, words) =>
  filled(gettext("%(words)s. Show call details"), { words: words || levelName(level) });

/** @param {Suggestion} suggestion */
export const suggestionLabel = (suggestion) =>
  ({
    save: gettext("Use data saver"),
    "stop-sending": gettext("Turn off video"),
    "stop-receiving": gettext("Stop receiving video"),
  })[suggestion];

/** @param {boolean} on */
export const saverAnnouncement = (on) => (on ? gettext("Data saver is on.") : gettext("Data saver is off."));

export const recovered = () => gettext("The connection is good again.");

/** @param {string} name */
export const pausedByMe = (name) => filled(gettext("%(name)s’s video is paused to keep the sound"), { name });

/** @param {string} name */
export const pausedByPeer = (name) => filled(gettext("%(name)s has paused your video to keep the sound"), { name });

/** @param {Cause | null} cause whose network, as far as is known @param {string} name */
export function heldByMe(cause, name) {
  if (cause === "mine") return gettext("Your network is weak: your video is paused to keep the sound");
  if (cause !== "theirs") return gettext("The connection is weak: your video is paused to keep the sound");
  return filled(gettext("%(name)s’s network is weak: your video is paused to keep the sound"), { name });
}

/** @param {Cause | null} cause whose network, as far as is known @param {string} name */
export function heldByPeer(cause, name) {
  const text = {
    mine: gettext("Your network is weak: %(name)s’s video is paused to keep the sound"),
    theirs: gettext("%(name)s’s network is weak: the video is paused to keep the sound"),
  };
  const between = gettext("The connection is weak: %(name)s’s video is paused to keep the sound");
  return filled(cause === "mine" || cause === "theirs" ? text[cause] : between, { name });
}

/** @param {string} name */
export const stopped = (name) => filled(gettext("%(name)s’s video has stopped"), { name });

/** @param {boolean} mine @param {boolean} theirs @param {string} name */
export function saverState(mine, theirs, name) {
  if (mine) return gettext("On");
  return theirs ? filled(gettext("Requested by %(name)s"), { name }) : gettext("Off");
}

const locale = pageLocale();
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
/** Stands for an unknown value. */
export const UNKNOWN = "–";

/** @param {number | null} value @param {(value: number) => string} format */
const known = (value, format) => (value === null ? UNKNOWN : format(value));

/** @param {number | null} bits a second */
export const bitrate = (bits) =>
  known(bits, (bits) =>
    bits < 999_500
      ? filled(gettext("%(number)s kbit/s"), { number: whole.format(bits / 1000) })
      : filled(gettext("%(number)s Mbit/s"), { number: tenth.format(bits / 1_000_000) }),
  );

/** @param {number | null} share */
export const percent = (share) =>
  known(share, (share) => filled(gettext("%(number)s %"), { number: tenth.format(share * 100) }));

/** @param {number | null} seconds */
export const milliseconds = (seconds) =>
  known(seconds, (seconds) => filled(gettext("%(number)s ms"), { number: whole.format(seconds * 1000) }));

/** @param {VideoFormat | null | undefined} video */
export const resolution = (video) => (video?.width && video.height ? `${video.width} × ${video.height}` : UNKNOWN);

/** @param {VideoFormat | null | undefined} video */
export const frameRate = (video) =>
  video ? filled(gettext("%(number)s a second"), { number: whole.format(video.frameRate) }) : UNKNOWN;

/** @param {string[]} codecs */
export const codecs = (codecs) => codecs.join(", ") || UNKNOWN;

/** Why the sent video is smaller than the camera's. @param {string | null} limitation */
export const limitation = (limitation) =>
  ({ bandwidth: gettext("Bandwidth"), cpu: gettext("This computer"), none: gettext("Nothing") })[limitation ?? ""] ??
  UNKNOWN;

/** @param {NetworkPath | null | undefined} path */
export function route(path) {
  if (!path) return UNKNOWN;
  if (!path.protocol) return path.relayed ? gettext("Relayed") : gettext("Direct");
  const way = path.relayed ? gettext("Relayed over %(protocol)s") : gettext("Direct, %(protocol)s");
  return filled(way, { protocol: path.protocol.toUpperCase() });
}

/**
 * A chart in words.
 * @param {string} title
 * @param {(number | null)[][]} lines sent and received, or one line alone
 * @param {(value: number | null) => string} format
 */
export function chartSummary(title, lines, format) {
  const names = lines.length === 1 ? [title] : [sent(), received()];
  const parts = lines.map((values, index) => {
    const name = names[index] ?? title;
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return filled(gettext("%(name)s: not known yet"), { name });
    return filled(gettext("%(name)s: now %(now)s, between %(least)s and %(most)s"), {
      name,
      now: format(known.at(-1) ?? null),
      least: format(Math.min(...known)),
      most: format(Math.max(...known)),
    });
  });
  return filled(gettext("%(title)s in the last minute. %(parts)s."), {
    title,
    parts: parts.join(pgettext("between two parts of a sentence", "; ")),
  });
}

export const sent = () => pgettext("media", "Sent");
export const received = () => pgettext("media", "Received");
export const copied = () => gettext("Copied.");
export const notCopied = () => gettext("The browser does not allow copying. Select the text below and copy it.");
