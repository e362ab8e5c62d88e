import assert from "node:assert/strict";
import test from "node:test";
import { DataSaver } from "../../../static/calls/features/quality/data_saver.js";
import { ServerLine } from "../../../static/calls/features/quality/line/server_line.js";
import { QualityMonitor } from "../../../static/calls/features/quality/quality_monitor.js";
import { CLEAN, SimulatedCall } from "./simulated_call.js";

const LINES = {
  "loss of 2 %": { loss: 0.02 },
  "loss of 5 %": { loss: 0.05 },
  "loss of 10 %": { loss: 0.1 },
  "loss of 20 %": { loss: 0.2 },
  "300 kbit/s": { rate: 300_000 },
  "150 kbit/s": { rate: 150_000 },
  "100 kbit/s": { rate: 100_000 },
  "60 kbit/s": { rate: 60_000 },
  "a delay of 400 ms": { delay: 400 },
};
const WAYS = { upward: ["up"], downward: ["down"], "both ways": ["up", "down"] };
/** Milliseconds that a bad line lasts, and in which the right person must be named, or the call be good again. */
const LASTS = 12_000;
const SOON = 5_000;
/** Loss of 2 % is little: sometimes nobody is named. */
const SOON_ENOUGH = { "loss of 2 %": Number.POSITIVE_INFINITY };
const SEEDS = [1, 2, 3];

/** Alice's and Bob's pages: what their signs say, with the time. */
function setUp(t, seed, pictures) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const call = new SimulatedCall(seed, pictures);
  const pages = call.ends.map((end) => {
    const said = [];
    const line = new ServerLine({ ping: () => end.ping(line), now: () => call.now });
    end.ping(line);
    const details = { name: "peer", paused: false, remote: { microphone: true, camera: true, screen: false } };
    const monitor = new QualityMonitor({
      call: {
        channel: end.channel,
        details,
        report: async () => end.report(),
        lineReports: async () => [],
        lastFrameAt: () => null,
        limit() {},
        pause() {},
      },
      media: {
        state: { microphone: true, camera: true, screen: false },
        outgoing: { audio: {}, screenAudio: null },
        toggle() {},
      },
      dataSaver: new DataSaver(null),
      serverLine: line,
      watched: () => false,
      onavailable() {},
      show: (state) => state && said.push({ at: call.now, ...state.judgement }),
    });
    return { said, monitor };
  });
  t.after(() => pages.map(({ monitor }) => monitor.close()));
  const pass = async (milliseconds) => {
    for (let i = 0; i < milliseconds / SimulatedCall.STEP; i++) {
      call.step();
      t.mock.timers.tick(SimulatedCall.STEP);
      for (let turn = 0; turn < 4; turn++) await Promise.resolve();
    }
  };
  return { call, pages, pass };
}

const since = (said, at, wanted) =>
  (said.find((one) => one.at >= at && wanted(one))?.at ?? Number.POSITIVE_INFINITY) - at;

/** Alice's line is bad for a while. */
async function run(t, { what, bad, directions, pictures = true }) {
  for (const seed of SEEDS) {
    const { call, pages, pass } = setUp(t, seed, pictures);
    await pass(10_000 + 700 * seed);
    assert.deepEqual(new Set(pages.flatMap(({ said }) => said.map(({ level }) => level))), new Set(["good"]));
    const begun = call.now;
    for (const direction of directions) call.ends[0].line[direction] = { ...CLEAN, ...bad };
    await pass(LASTS);
    const ended = call.now;
    for (const direction of directions) call.ends[0].line[direction] = CLEAN;
    await pass(8_000);
    for (const [index, { said }] of pages.entries()) {
      const [right, wrong] = index === 0 ? ["mine", "theirs"] : ["theirs", "mine"];
      const named = since(said, begun, ({ cause }) => cause === right);
      const back = since(said, ended, ({ level }) => level === "good");
      assert.ok(named <= (SOON_ENOUGH[what] ?? SOON), `named after ${named} ms by page ${index}, seed ${seed}`);
      assert.ok(back <= SOON, `good again after ${back} ms on page ${index}, seed ${seed}`);
      assert.ok(!said.some(({ cause }) => cause === wrong), `the other is named by page ${index}, seed ${seed}`);
    }
    for (const { monitor } of pages) monitor.close();
    t.mock.timers.reset();
  }
}

for (const [what, bad] of Object.entries(LINES)) {
  for (const [way, directions] of Object.entries(WAYS)) {
    test(`${what} on one side's line, ${way}: that side is named soon and never the other, and not for long`, (t) =>
      run(t, { what, bad, directions }));
  }
}

for (const what of ["loss of 10 %", "loss of 20 %", "a delay of 400 ms"]) {
  for (const [way, directions] of Object.entries(WAYS)) {
    test(`a voice call with ${what}, ${way}: the same`, (t) =>
      run(t, { what, bad: LINES[what], directions, pictures: false }));
  }
}
