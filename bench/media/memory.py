"""`python -m bench.media.memory`: what the pages of a long call keep in memory. See README.md.

The exit status is 1 if that has grown in the last third of the call.
"""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from statistics import fmean

from playwright.async_api import CDPSession, Page

from calls.tests.e2e.browser.visitor import wait_until

from .report import table
from .sources import flags
from .subjects import opened
from .testbed import Testbed

#: By how much the last third's average may be above that of the third before.
GROWTH = {"heap": 0.03, "nodes": 0.01, "listeners": 0.01}
PICTURE = "() => document.querySelector('#remoteVideo').videoWidth > 0"


@dataclass(frozen=True)
class MemoryUse:
    """By one page, after what nothing refers to has been collected. `heap`: bytes of JavaScript."""

    heap: float
    nodes: int
    listeners: int


async def memory_use(session: CDPSession) -> MemoryUse:
    await session.send("HeapProfiler.collectGarbage")
    heap = await session.send("Runtime.getHeapUsage")
    counters = await session.send("Memory.getDOMCounters")
    return MemoryUse(heap["usedSize"], counters["nodes"], counters["jsEventListeners"])


async def attached(page: Page) -> CDPSession:
    session = await page.context.new_cdp_session(page)
    await session.send("HeapProfiler.enable")
    return session


async def series(pages: Sequence[Page], minutes: float, every: float) -> list[list[MemoryUse]]:
    """Of each page, at the beginning and then every so many minutes."""
    sessions = [await attached(page) for page in pages]
    found: list[list[MemoryUse]] = [[] for _ in pages]
    began, number = time.monotonic(), 0
    while number * every <= minutes:
        await asyncio.sleep(began + 60 * number * every - time.monotonic())
        for side, session in zip(found, sessions, strict=True):
            side.append(await memory_use(session))
        print(f"{number * every:g} min: {', '.join(described(side[-1]) for side in found)}", flush=True)
        number += 1
    return found


def described(one: MemoryUse) -> str:
    return f"{one.heap / 1e6:.2f} MB, {one.nodes} nodes, {one.listeners} listeners"


def growths(side: Sequence[MemoryUse]) -> list[float]:
    """Of what a page keeps, as shares: the last third of the call against the one before."""
    third = len(side) // 3
    last, before = side[-third:], side[-2 * third : -third]
    return [fmean(now) / fmean(then) - 1 for now, then in zip(columns(last), columns(before), strict=True)]


def columns(side: Sequence[MemoryUse]) -> list[tuple[float, ...]]:
    return list(zip(*map(astuple, side), strict=True))


def is_level(side: Sequence[MemoryUse]) -> bool:
    return all(found <= allowed for found, allowed in zip(growths(side), GROWTH.values(), strict=True))


async def main() -> int:
    minutes, every = (float(os.environ.get(name) or usual) for name, usual in (("MINUTES", 60), ("EVERY", 1)))
    if minutes < 2 * every:
        print("MINUTES must be at least twice EVERY: each third of the call needs a figure", file=sys.stderr)
        return 2
    testbed = Testbed()
    try:
        async with opened("product", testbed, flags()) as subject:
            await subject.connect()
            pages = [visitor.page for visitor in subject.visitors]
            await asyncio.gather(*(wait_until(page, PICTURE) for page in pages))
            found = await series(pages, minutes, every)
    finally:
        testbed.stop()
    rows = (
        [name, *(f"{100 * one:+.1f} %" for one in growths(side))]
        for name, side in zip(("Alice", "Bob"), found, strict=True)
    )
    print(table(["growth in the last third", *GROWTH], rows))
    level = all(map(is_level, found))
    print("level" if level else "not level")
    return 0 if level else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
