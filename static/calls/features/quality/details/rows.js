/** A call's statistics as rows of text, for the details page and for the report to support. */

import { filled } from "../../../lib/filled.js";
import * as texts from "../texts.js";

/** @typedef {{ key: string, name: string, sent: string, received: string }} Row */
/** @typedef {{ key: string, name: string, value: string }} Fact */

/** @param {Metrics | null | undefined} metrics @returns {Row[]} */
export function rows(metrics) {
  /** @type {[string, string, (direction: DirectionMetrics | undefined) => string][]} */
  const all = [
    ["resolution", gettext("Camera"), (one) => texts.resolution(one?.camera)],
    ["frame-rate", gettext("Frames"), (one) => texts.frameRate(one?.camera)],
    ["screen", gettext("Screen"), (one) => texts.resolution(one?.screen)],
    ["video", gettext("Video"), (one) => texts.bitrate(one?.video ?? null)],
    ["audio", gettext("Sound"), (one) => texts.bitrate(one?.audio ?? null)],
    ["loss", gettext("Lost packets"), (one) => texts.percent(one?.loss ?? null)],
    ["codecs", gettext("Codecs"), (one) => texts.codecs(one?.codecs ?? [])],
  ];
  const values = all.map(([key, name, format]) => ({
    key,
    name,
    sent: format(metrics?.outbound),
    received: format(metrics?.inbound),
  }));
  const unknown = texts.UNKNOWN;
  return values.filter(({ key, sent, received }) => key !== "screen" || sent !== unknown || received !== unknown);
}

/** @param {QualityState} state @returns {Fact[]} */
export function facts({ history, saves, savedByPeer, name }) {
  const now = history.at(-1);
  return [
    { key: "route", name: gettext("Route"), value: texts.route(now?.path) },
    { key: "round-trip", name: gettext("Round trip"), value: texts.milliseconds(now?.roundTrip ?? null) },
    { key: "jitter", name: gettext("Jitter"), value: texts.milliseconds(now?.inbound.jitter ?? null) },
    { key: "available", name: gettext("Available bandwidth"), value: texts.bitrate(now?.available ?? null) },
    { key: "limitation", name: gettext("Video limited by"), value: texts.limitation(now?.outbound.limitation ?? null) },
    { key: "saver", name: gettext("Data saver"), value: texts.saverState(saves, savedByPeer, name) },
  ];
}

/**
 * What support needs to know, without names and addresses.
 * @param {QualityState} state
 * @param {{ when: string, browser: string }} environment
 */
export function report(state, { when, browser }) {
  const { judgement, history } = state;
  const { inbound, outbound, level } = judgement;
  const now = history.at(-1);
  const pair = now?.path ? `${now.path.local ?? "?"} → ${now.path.remote ?? "?"}` : texts.UNKNOWN;
  const freezes = history.reduce((sum, metrics) => sum + (metrics?.inbound.freezes ?? 0), 0);
  return [
    `Videochat, ${when}`,
    browser,
    filled(gettext("%(level)s (sent: %(sent)s; received: %(received)s)"), {
      level: texts.levelName(level),
      sent: assessed(outbound),
      received: assessed(inbound),
    }),
    ...facts({ ...state, name: gettext("the peer") }).map(({ name, value }) => labelled(name, value)),
    labelled(gettext("Candidates"), pair),
    labelled(gettext("Freezes in the last minute"), freezes),
    ...rows(now).map(({ name, sent, received }) =>
      filled(gettext("%(name)s: sent %(sent)s, received %(received)s"), { name, sent, received }),
    ),
  ].join("\n");
}

/** @param {string} name @param {string | number} value */
const labelled = (name, value) => filled(gettext("%(name)s: %(value)s"), { name, value });

/** @param {Assessment} assessment */
const assessed = ({ level, why }) => (why ? `${level}, ${why}` : level);
