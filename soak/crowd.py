"""The people, their calls placed at random, and a fault every few seconds; knows no process."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from random import Random

from .ledger import DECIDED, Ledger
from .page import Page

#: Calls a second for each hundred people, and the most that two cores place beside everything else.
RATE, MOST = 1.0, 4.0
LASTS = (2.0, 8.0)
#: Seconds between two faults, and the longest wait for those whom the last one has cut off.
PAUSE, RECOVERY = (8.0, 15.0), 60.0
CUT = 20
#: Seconds that a connect costs the workers, with room: nobody can arrive faster.
CONNECT = 0.02

Fault = Callable[[], Awaitable[None]]


class Crowd:
    def __init__(
        self, cookies: Mapping[str, str], ports: set[int], faults: Mapping[str, Fault], random: Random
    ) -> None:
        self.ledger, self.random = Ledger(), random
        #: Of its own: how often the others ask theirs depends on timing.
        self.order = Random(random.random())  # noqa: S311
        self.pages = {name: Page(name, cookie, ports, self.ledger, random) for name, cookie in cookies.items()}
        cut = f"{min(CUT, len(cookies))} clients cut off"
        self.faults: dict[str, Fault] = {**faults, cut: self.cut}
        self.done: dict[str, int] = dict.fromkeys(self.faults, 0)
        self.tasks: list[asyncio.Task[None]] = []

    @property
    def online(self) -> int:
        return sum(page.online for page in self.pages.values())

    async def arrive(self) -> None:
        pages = self.pages.values()
        self.tasks = [asyncio.create_task(page.stay(number * CONNECT)) for number, page in enumerate(pages)]
        limit = time.monotonic() + 30 + 3 * CONNECT * len(pages)
        while self.online < len(pages):
            if time.monotonic() > limit:
                raise TimeoutError(f"{len(pages) - self.online} of {len(pages)} found no way in")
            await asyncio.sleep(0.2)

    async def call(self, until: float) -> None:
        rate = min(MOST, RATE * len(self.pages) / 100)
        while time.monotonic() < until:
            await asyncio.sleep(self.random.expovariate(rate))
            engaged = {name for call in self.ledger.live.values() for name in (call.caller, call.callee)}
            free = [page for page in self.pages.values() if page.free and page.name not in engaged]
            if len(free) >= 2:
                caller, callee = self.random.sample(free, 2)
                caller.place(callee.name, self.random.uniform(*LASTS))

    async def fail(self, until: float) -> None:
        """One fault of each kind in a random order, and again."""
        while True:
            for name in self.order.sample(list(self.faults), len(self.faults)):
                pause = self.order.uniform(*PAUSE)
                if time.monotonic() + pause > until:
                    return
                await asyncio.sleep(pause)
                self.ledger.fault = name
                began = time.monotonic()
                await self.faults[name]()
                self.done[name] += 1
                print(f"{name}: done in {time.monotonic() - began:.1f} s", flush=True)
                await self.all_back()

    async def all_back(self) -> None:
        limit = time.monotonic() + RECOVERY
        while time.monotonic() < limit and self.online < 0.98 * len(self.pages):  # noqa: ASYNC110  (one event for all)
            await asyncio.sleep(0.2)

    async def cut(self) -> None:
        for page in self.random.sample(list(self.pages.values()), min(CUT, len(self.pages))):
            page.cut()

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(1)
            self.look()

    def look(self) -> None:
        for call in self.ledger.look():
            for name in (call.caller, call.callee):
                page = self.pages[name]
                if page.part and page.part.call is call:
                    page.leave("failed")

    async def finish(self) -> None:
        """Let the calls that go on come to their ends."""
        limit = time.monotonic() + DECIDED + 10
        while self.ledger.live and time.monotonic() < limit:  # noqa: ASYNC110  (one event for all)
            await asyncio.sleep(0.5)
        await self.all_back()
        await asyncio.sleep(2)  # what was said last reaches the record

    async def go(self) -> None:
        for task in self.tasks:
            task.cancel()
        ends = await asyncio.gather(*self.tasks, return_exceptions=True)
        broken = [end for end in ends if isinstance(end, Exception)]
        if broken:
            raise ExceptionGroup("pages broke", broken)
