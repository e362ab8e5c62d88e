/** Draws the steps and their verdicts, and turns presses into intents. */

import { byId, setText, within } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { facing } from "../../lib/tracks.js";
import { fullness } from "../../media/microphone/detectors.js";
import { ON_REQUEST, STEPS } from "../steps.js";
import * as texts from "../texts.js";

/**
 * @typedef {object} CheckIntents
 * @property {() => void} start starts the check, or stops it
 * @property {(kind: InputKind) => void} again checks one device alone
 * @property {() => void} record
 * @property {() => void} playTone
 * @property {(id: CheckStepId, heard: boolean) => void} heard
 * @property {() => void} copy
 */

export class CheckView {
  #start = byId("checkStart", HTMLButtonElement);
  #summary = byId("checkSummary", HTMLElement);
  #video = byId("checkPicture", HTMLVideoElement);
  #playback = byId("checkPlayback", HTMLAudioElement);
  #report = byId("checkReportText", HTMLTextAreaElement);
  #note = byId("checkReportNote", HTMLElement);
  #url = "";

  /** @param {CheckIntents} intents */
  constructor({ start, again, record, playTone, heard, copy }) {
    this.#start.addEventListener("click", start);
    byId("checkRecord", HTMLButtonElement).addEventListener("click", record);
    byId("checkTone", HTMLButtonElement).addEventListener("click", playTone);
    byId("checkCopy", HTMLButtonElement).addEventListener("click", copy);
    for (const button of document.querySelectorAll("[data-check-again]")) {
      const kind = button.getAttribute("data-check-again") === "camera" ? "camera" : "microphone";
      button.addEventListener("click", () => again(kind));
    }
    for (const id of ON_REQUEST) {
      for (const button of this.#step(id).querySelectorAll("[data-heard]")) {
        button.addEventListener("click", () => heard(id, button.getAttribute("data-heard") === "yes"));
      }
    }
    for (const id of STEPS) this.reset(id);
    this.#start.disabled = false;
  }

  begin() {
    for (const id of STEPS) if (!ON_REQUEST.has(id)) this.show(id, "waiting");
    this.#say("running", texts.runningText());
    setText(this.#start, texts.stopLabel());
    byId("checkReport", HTMLElement).hidden = true;
  }

  /** @param {{ result: CheckResult, text: string }} summary */
  finish({ result, text }) {
    this.#say(result, text);
    setText(this.#start, texts.againLabel());
    byId("checkReport", HTMLElement).hidden = false;
    this.#report.hidden = true;
    setText(this.#note, "");
  }

  /** @param {string} why */
  stop(why) {
    for (const id of STEPS) if (this.#state(id) === "running") this.reset(id);
    this.#say("waiting", why);
    setText(this.#start, texts.startLabel());
  }

  /** As before it began. @param {CheckStepId} id */
  reset(id) {
    this.show(id, ON_REQUEST.has(id) ? "request" : "waiting");
  }

  /** @param {CheckStepId} id @param {CheckState} state @param {Verdict} [verdict] */
  show(id, state, verdict) {
    const step = this.#step(id);
    step.dataset.state = state;
    step.querySelector(".check-sign use")?.setAttribute("href", `#check-${state}`);
    setText(within(step, ".check-word", HTMLElement), texts.stateWord(state));
    this.say(id, verdict?.text ?? "");
    const advice = within(step, ".check-advice", HTMLElement);
    advice.replaceChildren(...(verdict?.advice ?? []).map(listItem));
    advice.hidden = advice.childElementCount === 0;
    const question = step.querySelector(".check-question");
    question?.toggleAttribute("hidden", true);
  }

  /** @param {CheckStepId} id @param {string} text empty: what the step is for */
  say(id, text) {
    const element = within(this.#step(id), ".check-text", HTMLElement);
    setText(element, text || (element.dataset.about ?? ""));
  }

  /** Whether the person has heard it. @param {"recording" | "speaker"} id */
  ask(id) {
    this.show(id, "asked");
    const text = id === "recording" ? texts.heardYourself() : texts.heardTone();
    this.say(id, text);
    within(this.#step(id), ".check-question", HTMLElement).hidden = false;
    announce(text);
  }

  /** @param {MediaStreamTrack | null} track */
  showPicture(track) {
    const frame = byId("checkFrame", HTMLElement);
    this.#video.srcObject = track && new MediaStream([track]);
    frame.dataset.facing = facing(track);
    frame.hidden = !track;
    return this.#video;
  }

  /** @param {"microphone" | "recording"} id @param {number | null} level dBFS; null: none */
  showLevel(id, level) {
    const meter = within(this.#step(id), "[role='meter']", HTMLElement);
    const full = level === null ? 0 : fullness(level);
    meter.hidden = level === null;
    meter.style.setProperty("--level", full.toFixed(3));
    meter.setAttribute("aria-valuenow", String(Math.round(full * 100)));
  }

  /** @param {Blob} voice */
  async play(voice) {
    try {
      if (this.#url) URL.revokeObjectURL(this.#url);
      this.#url = URL.createObjectURL(voice);
      this.#playback.src = this.#url;
      this.#playback.hidden = false;
      await this.#playback.play();
    } catch (error) {
      console.debug("not played", error);
      this.say("recording", `${texts.notPlayed()} ${texts.heardYourself()}`);
    }
  }

  /** @param {CheckStepId} id @returns {import("../report.js").ReportRow} */
  row(id) {
    const step = this.#step(id);
    const title = within(step, ".check-title", HTMLElement).textContent?.trim() ?? "";
    const state = this.#state(id);
    const said = !["waiting", "request", "asked"].includes(state);
    return { title, state, text: said ? (within(step, ".check-text", HTMLElement).textContent?.trim() ?? "") : "" };
  }

  /** @param {string} text @param {boolean} copied */
  showCopied(text, copied) {
    this.#report.value = text;
    this.#report.hidden = copied;
    setText(this.#note, copied ? texts.copied() : texts.notCopied());
    if (copied) return;
    this.#report.focus();
    this.#report.select();
  }

  /** @param {CheckState} state @param {string} text */
  #say(state, text) {
    byId("checkHead", HTMLElement).dataset.state = state;
    setText(this.#summary, text);
  }

  /** @param {CheckStepId} id */
  #state(id) {
    return /** @type {CheckState} */ (this.#step(id).dataset.state ?? "waiting");
  }

  /** @param {CheckStepId} id */
  #step(id) {
    return within(document, `[data-step="${id}"]`, HTMLElement);
  }
}

/** @param {string} text */
function listItem(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}
