import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { VideoGovernor } from "../../../../static/calls/features/quality/congestion/video_governor.js";

/**
 * Chromium's estimate and what it sent of the picture, in kbit/s, every half second while 1.7 Mbit/s shrink to 100
 * kbit/s (recorded): the estimate falls within 1.5 s, and repeats fill the line for four more.
 */
const SHRINKS = [
  [3346, 348],
  [3346, 342],
  [3346, 400],
  [148, 209],
  [55, 87],
  [30, 152],
];

/** See collapse.test.js. */
const RECORDED = JSON.parse(readFileSync(new URL("../recorded/shrinking_line.json", import.meta.url), "utf8"));

/** A governor with a clock. */
class Line {
  at = 0;
  governor = new VideoGovernor();
  /** @param {object} state of the line @param {number} [after] milliseconds */
  look(state, after = 250) {
    this.at += after;
    const nothing = {
      available: null,
      target: null,
      sent: 0,
      received: 0,
      pictures: 0,
      missed: 0,
      loss: 0,
      roundTrip: 0.05,
    };
    this.governor.push({ at: this.at, ...nothing, ...state });
    return this.governor.state;
  }
  /** In kbit/s; the sound takes 36 beside the pictures. */
  looks(count, available, pictures) {
    let state = "";
    const line = { available: available * 1000, sent: (pictures + 36) * 1000, pictures: pictures * 1000 };
    for (let i = 0; i < count; i += 1) state = this.look(line);
    return state;
  }
  /** What was read from a browser, in kbit/s. @param {number[][]} rows */
  replay(rows) {
    return rows.map(([, available, target, received, sent, pictures]) =>
      this.look(
        {
          ...{ available: available * 1000, target: target * 1000, received: received * 1000 },
          ...{ sent: sent * 1000, pictures: pictures * 1000 },
        },
        200,
      ),
    );
  }
}

function heldLine() {
  const line = new Line();
  for (const [available, pictures] of SHRINKS.slice(0, 4)) line.looks(1, available, pictures);
  assert.equal(line.governor.state, "held");
  return line;
}

function probingLine() {
  const line = heldLine();
  assert.equal(line.looks(6, 60, 0), "probing");
  return line;
}

test("the picture is held back at the first look at which the estimate is far below what is sent", () => {
  const line = new Line();
  const states = SHRINKS.map(([available, pictures]) => line.looks(1, available, pictures));
  assert.deepEqual(states, ["open", "open", "open", "held", "held", "held"]);
  assert.equal(line.governor.restriction.held, true);
  assert.equal(line.governor.pauses, true);
});

test("on a recorded line that collapses, the picture is held back before the estimate falls", () => {
  const states = new Line().replay(RECORDED.alice);
  const [at, available] = RECORDED.alice[states.indexOf("held")];
  assert.ok(at < 1_000 && available > 1_000, `${at} ms, ${available} kbit/s`);
});

test("on a recorded line that stays good, nothing happens", () => {
  assert.deepEqual(new Set(new Line().replay(RECORDED.clean)), new Set(["open"]));
});

test("a limit of the page's own is no collapse", () => {
  const line = new Line();
  line.replay(Array(10).fill([0, 3_000, 1_700, 1_200, 1_300, 1_200]));
  line.governor.forgetUsual();
  const saving = Array(10).fill([0, 3_000, 150, 100, 180, 150]);
  assert.deepEqual(new Set(line.replay(saving)), new Set(["open"]));
});

for (const [about, available, pictures] of [["a wide line", 3_000, 1_700]]) {
  test(`${about} is left alone`, () => {
    const line = new Line();
    assert.equal(line.looks(20, available, pictures), "open");
    assert.deepEqual(line.governor.restriction, {
      held: false,
      height: null,
      screenHeight: null,
      frameRate: null,
      bitrate: null,
      keepsSize: false,
      nudged: false,
      tooThin: false,
    });
  });
}

test("while the picture is held back, a low estimate says nothing: a tiny picture measures the line", () => {
  const line = probingLine();
  assert.equal(line.governor.pauses, true);
  assert.deepEqual(line.governor.restriction, {
    held: false,
    height: 90,
    screenHeight: 90,
    frameRate: 5,
    bitrate: null,
    keepsSize: false,
    nudged: false,
    tooThin: false,
  });
});

test("it waits a while for the browser to believe that there is room, since it does not probe before", () => {
  const line = heldLine();
  assert.equal(line.looks(31, 40, 0), "held");
  assert.equal(line.looks(1, 40, 0), "probing");
});

test("each vain probe makes the next wait longer, up to a limit", () => {
  const line = probingLine();
  const waits = [];
  for (let probe = 0; probe < 5; probe += 1) {
    while (line.governor.state === "probing") line.looks(1, 80, 40);
    const since = line.at;
    while (line.governor.state === "held") line.looks(1, 80, 0);
    waits.push(line.at - since);
  }
  assert.deepEqual(waits, [2250, 3000, 3750, 4500, 5000]);
});

test("a picture that the line does not take after all needs a better probe each time", () => {
  const line = probingLine();
  for (const needed of [110, 143, 186, 242, 242]) {
    assert.equal(line.looks(2, needed - 2, 20), "probing");
    assert.equal(line.looks(1, needed + 2, 20), "reduced");
    line.looks(4, 90, 60);
    const full = { available: 90_000, sent: 96_000, pictures: 60_000, loss: 0.1, roundTrip: 0.3 };
    assert.equal(line.look(full), "held");
    while (line.governor.state === "held") line.looks(1, 80, 0);
  }
});

test("a probe goes on while the estimate rises, but not for ever", () => {
  const line = probingLine();
  line.looks(1, 80, 20);
  assert.equal(line.looks(4, 100, 20), "probing");
  assert.equal(line.looks(1, 120, 20), "reduced");
  const rising = probingLine();
  for (const available of [20, 25, 25, 25, 31, 31, 31, 38, 38, 38, 47]) rising.looks(1, available, 20);
  assert.equal(rising.governor.state, "probing");
  assert.equal(rising.looks(1, 58, 20), "held");
});

test("a probe has failed soon after the estimate has stopped rising", () => {
  const line = probingLine();
  line.looks(1, 57, 20);
  assert.equal(line.looks(5, 86, 20), "probing");
  assert.equal(line.looks(1, 88, 20), "held");
  const late = probingLine();
  late.looks(4, 57, 20);
  assert.equal(late.looks(4, 86, 20), "probing");
  assert.equal(late.looks(1, 86, 20), "held");
});

/** What was nudged at each look, on a line of which little is used (kbit/s). */
function nudges(line, looks, available) {
  const found = [];
  for (let look = 0; look < looks; look += 1) {
    line.looks(1, available, 4);
    found.push(line.governor.restriction.nudged);
  }
  return found;
}

test("a probe for which the browser has not measured gets another limit, since it measures then", () => {
  const line = probingLine();
  assert.deepEqual(nudges(line, 4, 90), [false, true, false, true]);
  assert.equal(line.looks(1, 180, 20), "reduced");
  const used = probingLine();
  for (let look = 0; look < 5; look += 1) {
    used.looks(1, 60, 20);
    assert.equal(used.governor.restriction.nudged, false);
  }
});

test("a small picture that takes little of the estimate gets another limit, at longer and longer intervals", () => {
  const line = new Line();
  assert.equal(line.looks(6, 372, 120), "reduced");
  const found = nudges(line, 60, 372);
  const changes = found.flatMap((one, look) => (one === (found[look - 1] ?? false) ? [] : [250 * (look + 1)]));
  assert.deepEqual(changes, [1_000, 3_000, 7_000, 15_000]);
  assert.deepEqual([line.governor.state, line.governor.restriction.height], ["reduced", 360]);
});

test("a small picture that takes most of the estimate is left alone", () => {
  const line = new Line();
  assert.equal(line.looks(6, 372, 120), "reduced");
  for (let look = 0; look < 20; look += 1) {
    assert.equal(line.looks(1, 372, 250), "reduced");
    assert.equal(line.governor.restriction.nudged, false);
  }
});

test("the least that a picture is sent with is no rise", () => {
  const line = probingLine();
  assert.equal(line.looks(6, 80, 20), "probing");
  assert.equal(line.looks(1, 80, 20), "held");
});

/** A line whose first probe was in vain. */
function twiceHeldLine() {
  const line = probingLine();
  assert.equal(line.looks(7, 80, 20), "held");
  return line;
}

test("once something suggests a wider line, it is measured as soon as the queue is empty", () => {
  const first = heldLine();
  first.governor.onWideningHint();
  assert.equal(first.looks(5, 60, 0), "held");
  assert.equal(first.looks(1, 60, 0), "probing");
  const later = twiceHeldLine();
  later.governor.onWideningHint();
  assert.equal(later.looks(4, 60, 0), "held");
  assert.equal(later.looks(1, 60, 0), "probing");
});

test("a probe that began on the thin line starts again if that is suggested, once", () => {
  const line = probingLine();
  line.looks(2, 80, 20);
  line.governor.onWideningHint();
  assert.equal(line.looks(1, 80, 20), "held");
  assert.equal(line.looks(4, 60, 0), "held");
  assert.equal(line.looks(1, 60, 0), "probing");
  line.governor.onWideningHint();
  assert.equal(line.looks(3, 80, 20), "probing");
  assert.equal(line.looks(1, 200, 20), "reduced");
});

test("a probe that has just shown more goes on, whatever is suggested", () => {
  const line = probingLine();
  line.looks(2, 57, 20);
  line.looks(1, 93, 20);
  line.governor.onWideningHint();
  assert.equal(line.looks(1, 93, 20), "probing");
  assert.equal(line.looks(1, 187, 20), "reduced");
});

test("a probe of a line that seems wide has failed after a second in which the estimate has not risen", () => {
  const line = twiceHeldLine();
  line.governor.onWideningHint();
  while (line.governor.state === "held") line.looks(1, 80, 0);
  assert.equal(line.looks(3, 80, 20), "probing");
  assert.equal(line.looks(1, 80, 20), "held");
});

test("an estimate that rises while the picture is held back brings it back without a probe", () => {
  const line = twiceHeldLine();
  assert.equal(line.looks(1, 100, 0), "held");
  assert.equal(line.looks(1, 60, 0), "held");
  assert.equal(line.looks(1, 108, 0), "reduced");
  assert.equal(line.looks(3, 57, 40), "reduced", "it wavers");
  assert.equal(line.looks(1, 57, 40), "held");
  const high = heldLine();
  assert.equal(high.looks(2, 3_000, 0), "held", "it was never lower");
});

/** Heights, one for each estimate (kbit/s), on a line that loses packets. */
function lossyHeights(line, estimates) {
  line.governor.lossy = true;
  return estimates.map((available) => {
    line.looks(2, available, 2 * available);
    return line.governor.restriction.height;
  });
}

test("on a line that loses packets the picture keeps a size that can be recognised, and is not held back", () => {
  const line = new Line();
  const estimates = [2_000, 800, 600, 400, 190, 100, 60, 240, 260, 800, 1_100];
  assert.deepEqual(lossyHeights(line, estimates), [null, null, 540, 360, 360, 270, 270, 270, 360, 540, null]);
  assert.equal(line.governor.state, "open");
});

test("a picture that was made small before the line proved lossy grows until the line is not lossy any more", () => {
  const line = new Line();
  line.looks(6, 250, 150);
  assert.equal(line.governor.restriction.height, 180);
  assert.deepEqual(lossyHeights(line, [260]), [360]);
  line.governor.lossy = false;
  line.looks(1, 260, 100);
  assert.equal(line.governor.restriction.height, 180);
});

test("after a suggestion that was wrong, none is believed for a while, and then for twice as long", () => {
  const line = twiceHeldLine();
  const waits = [];
  for (let round = 0; round < 4; round += 1) {
    while (line.governor.state !== "held") line.looks(1, 80, 20);
    const since = line.at;
    while (line.governor.state === "held") {
      line.governor.onWideningHint();
      line.looks(1, 80, 0);
    }
    waits.push(line.at - since);
  }
  // After the first one it is measured soon once more, and after the second one as late as usual.
  assert.deepEqual(waits, [1_250, 1_500, 1_250, 3_000]);
});

test("it makes a reduced picture give way for a measurement at once, and changes nothing otherwise", () => {
  const line = new Line();
  line.governor.onWideningHint();
  assert.equal(line.looks(2, 3_000, 1_700), "open");
  line.looks(10, 150, 100);
  line.governor.onWideningHint();
  assert.equal(line.looks(1, 150, 100), "yielding");
});

test("a measurement that goes on is not disturbed by what suggests another one", () => {
  const line = probingLine();
  line.looks(1, 61, 60);
  assert.equal(line.looks(2, 187, 60), "reduced");
  line.governor.onWideningHint();
  const states = [187, 290, 290, 290, 290, 290].map((available) => line.looks(1, available, 60));
  assert.deepEqual(states, ["reduced", "reduced", "reduced", "reduced", "reduced", "yielding"]);
});

test("an estimate that no picture needs ends the steps at once", () => {
  const line = probingLine();
  line.looks(1, 61, 60);
  assert.equal(line.looks(1, 187, 60), "reduced");
  assert.equal(line.looks(1, 1_300, 60), "open");
});

test("a line that is wide again has its full picture back within 2 s of the probe", () => {
  const line = probingLine();
  const began = line.at;
  const heights = [];
  for (const available of [61, 240, 480, 960, 1_700, 1_700, 1_700, 1_700, 1_700, 1_700, 1_700]) {
    line.looks(1, available, 60);
    if (heights.at(-1) !== line.governor.restriction.height) heights.push(line.governor.restriction.height);
    if (line.governor.state === "open") break;
  }
  assert.deepEqual(heights, [90, 180, 540, null]);
  assert.equal(line.governor.state, "open");
  assert.ok(line.at - began < 2_000);
});

test("a picture that had to be held back soon after its return comes back by one step after the other", () => {
  const line = probingLine();
  const came = (looks) => {
    const heights = [];
    for (let look = 0; look < looks && line.governor.state !== "open"; look += 1) {
      line.looks(1, 2_000, 60);
      if (heights.at(-1) !== line.governor.restriction.height) heights.push(line.governor.restriction.height);
    }
    return heights;
  };
  assert.deepEqual(came(8), [90, 540, null]);
  line.looks(4, 2_000, 1_000);
  assert.equal(line.looks(1, 60, 60), "held");
  while (line.governor.state === "held") line.looks(1, 80, 0);
  assert.deepEqual(came(20), [90, 180, 360, 540, null]);
  line.looks(24, 2_000, 1_700);
  assert.equal(line.looks(1, 60, 60), "held", "much later");
  while (line.governor.state === "held") line.looks(1, 80, 0);
  assert.deepEqual(came(8), [90, 540, null]);
});

test("a line that is only a little wider keeps a small picture, and the browser makes it no smaller", () => {
  const line = probingLine();
  line.looks(2, 150, 60);
  assert.equal(line.looks(20, 150, 110), "reduced");
  assert.deepEqual([line.governor.restriction.height, line.governor.restriction.keepsSize], [180, true]);
  assert.equal(line.governor.pauses, false);
});

test("on a thin line the picture is made smaller, and stays whole where it fits", () => {
  const line = new Line();
  assert.equal(line.looks(5, 180, 130), "open");
  assert.equal(line.looks(1, 180, 130), "reduced");
  assert.equal(line.governor.restriction.height, 180);
  assert.equal(new Line().looks(20, 450, 400), "open");
});

test("a size follows the estimate down, but not each time it wavers", () => {
  const line = new Line();
  line.looks(6, 390, 300);
  const heights = [250, 390, 220, 200, 150].map((available) => {
    line.looks(2, available, 100);
    return line.governor.restriction.height;
  });
  assert.deepEqual(heights, [360, 360, 360, 180, 180]);
});

test("an estimate that only rises makes the picture give way for a moment, so that the browser measures", () => {
  const line = new Line();
  line.looks(6, 150, 100);
  const states = [155, 165, 175, 185, 195].map((available) => line.looks(3, available, 100));
  assert.deepEqual(states, ["reduced", "reduced", "reduced", "reduced", "yielding"]);
  assert.equal(line.governor.restriction.bitrate, 30_000);
  assert.equal(line.looks(6, 195, 30), "reduced");
  assert.equal(line.governor.restriction.bitrate, null);
  assert.equal(line.looks(8, 2_000, 100), "open");
});

test("an estimate that has just jumped is still being measured", () => {
  const line = new Line();
  line.looks(16, 329, 160);
  line.looks(1, 329, 160);
  const states = [329, 643, 643, 643].map((available) => line.looks(1, available, 160));
  assert.deepEqual(states, ["reduced", "reduced", "reduced", "reduced"]);
  assert.equal(line.governor.restriction.bitrate, null);
});

test("an estimate that rises at once is still being measured", () => {
  const line = new Line();
  line.looks(6, 120, 100);
  assert.deepEqual(
    [200, 240, 280].map((available) => line.looks(1, available, 100)),
    ["reduced", "reduced", "reduced"],
  );
});

test("the smallest picture bears an estimate that would be too little for another", () => {
  const line = new Line();
  line.looks(6, 150, 100);
  assert.equal(line.looks(4, 80, 40), "reduced");
  assert.equal(line.looks(1, 60, 40), "held");
});

test("on a line that is full the estimate goes up and down, and the picture is left alone", () => {
  const line = new Line();
  line.looks(6, 150, 100);
  for (let round = 0; round < 20; round += 1) {
    for (const available of [130, 140, 150, 160, 170]) assert.equal(line.looks(1, available, 100), "reduced");
  }
});

test("a line that shrinks again while the picture comes back is noticed as well", () => {
  const line = probingLine();
  line.looks(4, 400, 60);
  assert.equal(line.governor.state, "reduced");
  assert.equal(line.looks(1, 60, 60), "held");
});

test("where the browser has no estimate, heavy loss and a longer round trip show a full line", () => {
  const shows = (states) => {
    const line = new Line();
    line.look({ roundTrip: 0.05 });
    return states.map((state) => line.look(state)).at(-1);
  };
  assert.equal(shows([{ loss: 0.2 }]), "open");
  assert.equal(shows([{ loss: 0.2, roundTrip: 0.4 }]), "held");
  assert.equal(shows([{ loss: 0.8 }]), "held");
  assert.equal(shows([{ roundTrip: 0.6 }]), "open");
});

test("without an estimate it comes back by steps of bit rate, as long as nothing shows a full line", () => {
  const line = new Line();
  line.look({ loss: 0.8 });
  const bitrates = [];
  for (let looks = 0; looks < 60; looks += 1) {
    line.look({});
    const { bitrate, held } = line.governor.restriction;
    if (!held && bitrates.at(-1) !== bitrate) bitrates.push(bitrate);
  }
  assert.deepEqual(bitrates, [null, 100_000, 250_000, 700_000, null]);
  assert.equal(line.governor.state, "open");
});
