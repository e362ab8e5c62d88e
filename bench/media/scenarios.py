"""What is measured in one call, in order: its beginning, its cost, each condition, and a line that shrinks."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from calls.tests.harness.network.line import Condition

from .conditions import CLEAN, COST, NARROW, SHRINK, START, WIDE, Case, Options
from .figures import (
    NEVER,
    concealed,
    figures,
    fits_after,
    good_after,
    holds_back,
    is_720p,
    moves,
    received_bits,
    seconds_until,
    whole_after,
    worried,
)
from .recorder import INTERVAL, SHORT_INTERVAL, Recorder, Sample
from .results import Moment, Results, Row
from .subjects import Subject
from .testbed import Testbed, idle_share, processor_ticks, renderer_seconds

START_SECONDS, COST_SECONDS = 15, 30
#: So long the line is wide before it shrinks, narrow, and wide again.
WIDE_SECONDS, NARROW_SECONDS, BACK_SECONDS = 15, 20, 30
#: Nothing connects for so long.
CONNECTED_WITHIN = 30


class Scenario:
    def __init__(self, testbed: Testbed, subject: Subject, options: Options, results: Results) -> None:
        self.testbed, self.subject, self.options, self.results = testbed, subject, options, results
        self.recorder = Recorder([visitor.page for visitor in subject.visitors])
        self.line = testbed.homes[0].wifi.line

    async def run(self) -> None:
        async with self.recorder.running():
            await self.subject.connect()
            await self.wait_for(lambda sample: bool(sample["video"].get("framesDecoded")), CONNECTED_WITHIN)
            if START in self.options.names:
                await self.start()
        if COST in self.options.names:
            await self.cost()
        async with self.recorder.running():
            await self.wait_for(is_720p, self.options.recovery)
            await asyncio.sleep(self.options.clean)
            for case in self.options.cases:
                await self.condition(case)
            if SHRINK in self.options.names:
                await self.shrink()

    async def wait_for(self, holds: Callable[[Sample], bool], limit: float) -> None:
        """Until it holds on both sides, or for so many seconds."""
        deadline = time.time() + limit
        # The last sample may be from before.
        await asyncio.sleep(2 * INTERVAL)
        while time.time() < deadline and not all(side and holds(side[-1]) for side in self.recorder.samples):  # noqa: ASYNC110
            await asyncio.sleep(INTERVAL)

    async def start(self) -> None:
        await asyncio.sleep(START_SECONDS)
        samples = self.recorder.samples[1]
        self.results.idle[START] = self.recorder.idle(0, time.time())
        shown = next((index for index, one in enumerate(samples) if one["video"].get("framesDecoded")), len(samples))
        # The first frame came between two samples.
        for before, one in pairwise(samples[max(0, shown - 1) :]):
            video, at = one["video"], one["t"] - samples[shown]["t"]
            moment = Moment(at, video["frameHeight"], video["framesPerSecond"], received_bits(before, one))
            self.results.start.append(moment)

    async def cost(self) -> None:
        """Nobody reads counters meanwhile but the page itself."""
        machines = [home.machine for home in self.testbed.homes]
        ticks = processor_ticks()
        before = [renderer_seconds(machine) for machine in machines]
        await asyncio.sleep(COST_SECONDS)
        after = [renderer_seconds(machine) for machine in machines]
        self.results.idle[COST] = idle_share(ticks, processor_ticks())
        self.results.cost = [(then - now) / COST_SECONDS for now, then in zip(before, after, strict=True)]

    async def change(self, *lines: tuple[Condition, float]) -> list[float]:
        """The line is so for so many seconds, one after another, and then clean; when each began, and the end."""
        times = []
        for line, seconds in lines:
            self.line.change(**self.options.changes(line))
            times.append(time.time())
            await asyncio.sleep(seconds)
        self.line.change_both(CLEAN)
        return [*times, time.time()]

    async def condition(self, case: Case) -> None:
        began, ended = await self.change((case.line, self.options.seconds))
        await self.wait_for(lambda sample: is_720p(sample) and not worried(sample), self.options.recovery)
        sides = self.recorder.between(began, ended)
        alice, bob = (figures(side, began, case.settle) for side in sides)
        after = self.recorder.between(ended, time.time())
        row = Row(
            case,
            (alice, bob),
            good_again=[good_after(side, ended) for side in self.recorder.between(began, time.time())],
            sharp_again=[seconds_until(side, ended, is_720p, NEVER) for side in after],
            idle=self.recorder.idle(began, ended),
        )
        self.results.rows.append(row)
        print(f"{self.results.subject}, {case.title}: {row.sides}", flush=True)

    async def shrink(self) -> None:
        self.recorder.interval = SHORT_INTERVAL
        wide, narrow = replace(CLEAN, rate=WIDE), replace(CLEAN, rate=NARROW)
        _, began, back, ended = await self.change((wide, WIDE_SECONDS), (narrow, NARROW_SECONDS), (wide, BACK_SECONDS))
        narrowed, after = self.recorder.between(began, back), self.recorder.between(back, ended)
        self.results.idle[SHRINK] = self.recorder.idle(began, ended)
        self.results.shrink = {
            "the page holds its picture back": [seconds_until(side, began, holds_back) for side in narrowed],
            f"what is sent fits {NARROW} kbit/s": [fits_after(side, began, NARROW) for side in narrowed],
            "the sound is whole": [whole_after(side, began) for side in narrowed],
            "sound made up meanwhile, %": [percent(concealed(side)) for side in narrowed],
            "the sign says so": [seconds_until(side, began, worried) for side in narrowed],
            "back: the picture moves": [seconds_until(side, back, moves, NEVER) for side in after],
            "back: 720p": [seconds_until(side, back, is_720p, NEVER) for side in after],
            "back: the sign is good": [good_after(side, back) for side in self.recorder.between(began, ended)],
        }


def percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
