"""Reads what both browsers count, twice a second or more often, for as long as a call is measured."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from .testbed import idle_share, processor_ticks

#: See page/sample.js.
Sample = dict[str, Any]
INTERVAL = 0.5
#: Where a part of a second counts.
SHORT_INTERVAL = 0.25
SAMPLE = (Path(__file__).parent / "page" / "sample.js").read_text()


class Recorder:
    """`samples` has those of Alice's page and of Bob's; `processor` the machine's ticks."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = pages
        self.samples: tuple[list[Sample], list[Sample]] = ([], [])
        self.interval = INTERVAL
        self.processor: list[tuple[float, tuple[int, int]]] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._record())
        try:
            yield
            if task.done():
                task.result()
        finally:
            task.cancel()

    async def _record(self) -> None:
        due = time.monotonic()
        while True:
            found = await asyncio.gather(*(page.evaluate(SAMPLE) for page in self.pages))
            for side, sample in zip(self.samples, found, strict=True):
                side.append(sample)
            self.processor.append((time.time(), processor_ticks()))
            due = max(due + self.interval, time.monotonic())
            await asyncio.sleep(due - time.monotonic())

    def between(self, began: float, ended: float) -> tuple[list[Sample], list[Sample]]:
        alice, bob = ([one for one in side if began <= one["t"] <= ended] for side in self.samples)
        return alice, bob

    def idle(self, began: float, ended: float) -> float:
        """The share of the processors that nobody used."""
        within = [ticks for at, ticks in self.processor if began <= at <= ended]
        return idle_share(within[0], within[-1])
