/** The check as plain text, to send to somebody who helps. It holds no addresses and no credentials. */

import { stateWord } from "./texts.js";

/** @typedef {{ title: string, state: CheckState, text: string }} ReportRow */

/**
 * @param {ReportRow[]} rows
 * @param {{ when: string, browser: string, candidateTypes: string[] }} about `when`: ISO 8601
 */
export function report(rows, { when, browser, candidateTypes }) {
  return [
    "Videochat: set-up check",
    when,
    browser,
    "",
    ...rows.map(({ title, state, text }) => `[${stateWord(state)}] ${title}: ${text}`.replace(/: $/, "")),
    "",
    `ICE: ${[...candidateTypes].sort().join(", ") || "–"}`,
  ].join("\n");
}
