/** The figures of a call as rows of words, for the details and for the report that support gets; it knows no element. */

import * as texts from "../texts.js";

/** @typedef {{ key: string, name: string, sent: string, received: string }} Row */
/** @typedef {{ key: string, name: string, value: string }} Fact */

/** @param {Figures | null | undefined} now @returns {Row[]} */
export function rows(now) {
  const [out, come] = [now?.out, now?.in];
  /** @type {[string, string, (direction: Direction | undefined) => string][]} */
  const all = [
    ["resolution", gettext("Camera"), (one) => texts.resolution(one?.camera)],
    ["frame-rate", gettext("Frames"), (one) => texts.frameRate(one?.camera)],
    ["screen", gettext("Screen"), (one) => texts.resolution(one?.screen)],
    ["video", gettext("Video"), (one) => texts.bitrate(one?.video ?? null)],
    ["audio", gettext("Sound"), (one) => texts.bitrate(one?.audio ?? null)],
    ["loss", gettext("Lost packets"), (one) => texts.percent(one?.loss ?? null)],
    ["codecs", gettext("Codecs"), (one) => texts.codecs(one?.codecs ?? [])],
  ];
  const written = all.map(([key, name, words]) => ({ key, name, sent: words(out), received: words(come) }));
  const empty = texts.UNKNOWN;
  return written.filter(({ key, sent, received }) => key !== "screen" || sent !== empty || received !== empty);
}

/** @param {QualityState} state @returns {Fact[]} */
export function facts({ recent, saves, savedByPeer, name }) {
  const now = recent.at(-1);
  return [
    { key: "route", name: gettext("Route"), value: texts.route(now?.path) },
    { key: "round-trip", name: gettext("Round trip"), value: texts.milliseconds(now?.roundTrip ?? null) },
    { key: "jitter", name: gettext("Jitter"), value: texts.milliseconds(now?.in.jitter ?? null) },
    { key: "available", name: gettext("Available bandwidth"), value: texts.bitrate(now?.available ?? null) },
    { key: "limitation", name: gettext("Video limited by"), value: texts.limitation(now?.out.limitation ?? null) },
    { key: "saver", name: gettext("Data saver"), value: texts.saverText(saves, savedByPeer, name) },
  ];
}

/** What support needs to know, and no name and no address. @param {QualityState} state @param {{ when: string, browser: string }} around */
export function summary(state, { when, browser }) {
  const { judgement, recent } = state;
  const now = recent.at(-1);
  const pair = now?.path ? `${now.path.local ?? "?"} → ${now.path.remote ?? "?"}` : texts.UNKNOWN;
  const freezes = recent.reduce((sum, figures) => sum + (figures?.in.freezes ?? 0), 0);
  return [
    `Videochat, ${when}`,
    browser,
    `${texts.levelName(judgement.level)} (${gettext("Sent")}: ${spoken(judgement.out)}; ${gettext("Received")}: ${spoken(judgement.in)})`,
    ...facts({ ...state, name: gettext("the peer") }).map(({ name, value }) => `${name}: ${value}`),
    `${gettext("Candidates")}: ${pair}`,
    `${gettext("Freezes in the last minute")}: ${freezes}`,
    ...rows(now).map(({ name, sent, received }) => `${name}: ${texts.sent()} ${sent}, ${texts.received()} ${received}`),
  ].join("\n");
}

/** @param {Finding} finding */
const spoken = ({ level, why }) => (why ? `${level}, ${why}` : level);
