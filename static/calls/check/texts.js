/** Words of the check that are no verdict, through gettext. */

import { filled } from "../lib/filled.js";
import { ESSENTIAL, WAYS_OUT } from "./steps.js";

/** @param {CheckState} state */
export const stateWord = (state) =>
  ({
    waiting: gettext("Not checked"),
    request: gettext("When you like"),
    asked: gettext("Your answer"),
    running: gettext("Checking…"),
    works: gettext("Works"),
    limited: gettext("Works, but…"),
    fails: gettext("Does not work"),
    skipped: gettext("Skipped"),
  })[state];

/**
 * What the whole check says.
 * @param {Map<CheckStepId, Verdict>} verdicts
 * @returns {{ result: CheckResult, text: string }}
 */
export function summary(verdicts) {
  const failed = [...verdicts].filter(([, { result }]) => result === "fails").map(([id]) => id);
  const limited = [...verdicts.values()].filter(({ result }) => result === "limited").length;
  if (failed.some((id) => ESSENTIAL.has(id)))
    return { result: "fails", text: gettext("Calls do not work here yet. See below what to do.") };
  const ways = WAYS_OUT.filter((id) => (verdicts.get(id)?.result ?? "skipped") !== "skipped");
  if (ways.length > 0 && ways.every((id) => failed.includes(id)))
    return {
      result: "fails",
      text: gettext("Calls to other networks do not connect from here. See below what to do."),
    };
  const count = failed.length + limited;
  if (count === 0) return { result: "works", text: gettext("Everything works. You are ready for calls.") };
  const text = ngettext(
    "You can make calls, but one thing needs attention.",
    "You can make calls, but %(count)s things need attention.",
    count,
  );
  return { result: "limited", text: filled(text, { count }) };
}

export const runningText = () => gettext("Checking… This takes up to 20 seconds. Say something while you wait.");
export const stoppedByCall = () => gettext("A call has stopped the check. Start it again after the call.");
export const stopped = () => gettext("The check was stopped.");
export const startLabel = () => gettext("Start the check");
export const againLabel = () => gettext("Check again");
export const stopLabel = () => gettext("Stop");

export const askingForDevice = () => gettext("Allow it if the browser asks.");
export const speakNow = () => gettext("Speak now. You are recorded for 3 seconds.");
export const heardYourself = () => gettext("Did you hear yourself?");
export const heardTone = () => gettext("Did you hear the tone?");
export const playing = () => gettext("Playing…");
export const notPlayed = () => gettext("The recording could not be played. Press play to try again.");

export const copied = () => gettext("Copied. It holds no addresses and no passwords.");
export const notCopied = () =>
  gettext("This browser does not allow copying. The text below is selected: copy it yourself.");
