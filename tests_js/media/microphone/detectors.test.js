import assert from "node:assert/strict";
import test from "node:test";
import {
  decibels,
  fullness,
  SilenceDetector,
  SpeechDetector,
} from "../../../static/calls/media/microphone/detectors.js";
import { MicrophoneMonitor } from "../../../static/calls/media/microphone/monitor.js";

const STEP = 100;

/** A detector's results for levels (dBFS), one every 100 ms. */
function hears(detector, levels) {
  return levels.map((level, index) => detector.addLevel(level, index * STEP));
}
const times = (count, ...levels) => Array.from({ length: count }, () => levels).flat();

test("amplitudes become decibels, and fill a meter", () => {
  assert.equal(decibels(1), 0);
  assert.equal(Math.round(decibels(0.1)), -20);
  assert.equal(decibels(0), -120);
  assert.deepEqual([fullness(-120), fullness(-60), fullness(0)], [0, 0, 1]);
  assert.ok(fullness(-30) > 0.4 && fullness(-30) < 0.7);
});

const SYLLABLES = [-28, -25, -32, -58, -30, -26, -61];

test("speech is noticed within a second, and lasts between the words", () => {
  const said = hears(new SpeechDetector(), [...times(20, -65), ...times(6, ...SYLLABLES)]);
  assert.deepEqual(new Set(said.slice(0, 20)), new Set([false]));
  assert.ok(said[30], "within a second");
  assert.ok(said.slice(30).every(Boolean), "no flicker between the words");
});

for (const [title, levels] of [
  ["a quiet room", times(100, -62)],
  ["digital silence", times(100, -120)],
  ["a cough", [...times(30, -65), -15, -18, -30, ...times(60, -65)]],
  ["keys, one every half second", times(30, -22, -65, -65, -65, -65)],
  ["a fan", times(100, -48)],
]) {
  test(`${title} is no speech`, () => assert.ok(!hears(new SpeechDetector(), levels).includes(true)));
}

test("a continuous noise is not taken for speech for long", () => {
  const said = hears(new SpeechDetector(), times(600, -35));
  assert.ok(said.includes(true));
  assert.equal(said.at(-1), false);
});

test("speech ends after a pause, and begins again", () => {
  const speech = new SpeechDetector();
  const said = hears(speech, [...times(10, -25), ...times(14, -65), ...times(10, -25)]);
  assert.deepEqual([said[9], said[20], said[23], said[33]], [true, true, false, true]);
});

test("a microphone that delivers nothing for five seconds is silent; one sound is enough", () => {
  const said = hears(new SilenceDetector(), [...times(51, -120), -70, -120]);
  assert.equal(said.indexOf(true), 50);
  assert.deepEqual(said.slice(-2), [false, false]);
});

test("the quietest room is no silence", () => assert.ok(!hears(new SilenceDetector(), times(200, -92)).includes(true)));

test("the time in which a computer slept does not count", () => {
  const silence = new SilenceDetector();
  assert.equal(silence.addLevel(-120, 0), false);
  assert.equal(silence.addLevel(-120, 3_600_000), false);
});

/** A monitor with a meter that has the level it is told. */
function monitored() {
  const meter = { level: -65, mutedBySystem: false, track: null, listen: (track) => (meter.track = track), close() {} };
  const said = [];
  let time = 0;
  const on = { speaks: (yes) => said.push(["speaks", yes]), silent: (yes) => said.push(["silent", yes]) };
  const monitor = new MicrophoneMonitor({ meter, now: () => time, on });
  const pass = (milliseconds) => {
    for (const end = time + milliseconds; time < end; time += STEP) monitor.measure();
  };
  return { meter, said, monitor, pass };
}

test("a muted microphone is watched for speech, an open one for silence", () => {
  const { meter, said, monitor, pass } = monitored();
  const track = {};
  monitor.watch(track, true);
  assert.equal(meter.track, track);
  meter.level = -25;
  pass(1_000);
  assert.deepEqual(said.splice(0), [["speaks", true]]);
  monitor.watch(track, false);
  assert.deepEqual(said.splice(0), [["speaks", false]]);
  pass(10_000);
  assert.deepEqual(said, []);
  // Between two sentences a noise gate lets nothing through.
  meter.level = -120;
  pass(25_000);
  assert.deepEqual(said, []);
  pass(10_000);
  assert.deepEqual(said.splice(0), [["silent", true]]);
  meter.level = -65;
  pass(1_000);
  assert.deepEqual(said, [["silent", false]]);
  monitor.watch(null, false);
  assert.equal(meter.track, null);
});

test("a microphone that never delivered sound is silent after five seconds, and so is one that the system mutes", () => {
  const { meter, said, monitor, pass } = monitored();
  const track = {};
  meter.level = -120;
  monitor.watch(track, false);
  pass(6_000);
  assert.deepEqual(said.splice(0), [["silent", true]]);
  meter.level = -65;
  pass(1_000);
  // Sound while it was muted counts.
  monitor.watch(track, true);
  monitor.watch(track, false);
  meter.level = -120;
  pass(20_000);
  assert.deepEqual(said.splice(0), [["silent", false]]);
  meter.level = -65;
  pass(STEP);
  meter.mutedBySystem = true;
  pass(6_000);
  assert.deepEqual(said, [["silent", true]]);
  monitor.watch(null, false);
});

test("a microphone that the system has muted is silent, whatever the samples are", () => {
  const { meter, said, monitor, pass } = monitored();
  meter.mutedBySystem = true;
  monitor.watch({}, false);
  pass(6_000);
  assert.deepEqual(said, [["silent", true]]);
  monitor.watch(null, false);
});

test("without a level nothing is reported", () => {
  const { meter, said, monitor, pass } = monitored();
  meter.level = null;
  monitor.watch({}, false);
  pass(20_000);
  assert.deepEqual(said, []);
  monitor.watch(null, false);
});
