/** The check as plain text, to send to somebody who helps. It holds no addresses and no credentials. */

import { filled } from "../lib/filled.js";
import { stateWord } from "./texts.js";

/** @typedef {{ title: string, state: CheckState, text: string }} ReportRow */

/**
 * @param {ReportRow[]} rows
 * @param {{ when: string, browser: string, candidateTypes: string[] }} about `when`: ISO 8601
 */
export function report(rows, { when, browser, candidateTypes }) {
  return [
    gettext("Videochat: set-up check"),
    when,
    browser,
    "",
    ...rows.map(({ title, state, text }) =>
      text
        ? filled(gettext("[%(state)s] %(title)s: %(text)s"), { state: stateWord(state), title, text })
        : filled(gettext("[%(state)s] %(title)s"), { state: stateWord(state), title }),
    ),
    "",
    `ICE: ${[...candidateTypes].sort().join(", ") || "–"}`,
  ].join("\n");
}
