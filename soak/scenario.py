"""What happens in a soak: random calls, and a fault every few seconds."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from random import Random

from .call_log import DECIDED, CallLog
from .person import Person

#: Calls a second for each hundred people, and the most that two cores place beside everything else.
RATE, MAX_RATE = 1.0, 4.0
LASTS = (2.0, 8.0)
#: Seconds between two faults, and the longest wait for the people whom the last one has cut off.
PAUSE, RECOVERY = (8.0, 15.0), 60.0
CUT = 20
#: Seconds that a connect costs the workers, with room to spare: people cannot arrive faster.
CONNECT = 0.02

Fault = Callable[[], Awaitable[None]]


class Scenario:
    def __init__(
        self, cookies: Mapping[str, str], ports: set[int], faults: Mapping[str, Fault], random: Random
    ) -> None:
        self.log, self.random = CallLog(), random
        #: A separate generator, because how often the people use theirs depends on timing.
        self.order = Random(random.random())  # noqa: S311
        self.people = {name: Person(name, cookie, ports, self.log, random) for name, cookie in cookies.items()}
        cut = f"{min(CUT, len(cookies))} clients cut off"
        self.faults: dict[str, Fault] = {**faults, cut: self.cut}
        self.done: dict[str, int] = dict.fromkeys(self.faults, 0)
        self.tasks: list[asyncio.Task[None]] = []

    @property
    def online(self) -> int:
        return sum(person.online for person in self.people.values())

    async def arrive(self) -> None:
        people = self.people.values()
        self.tasks = [asyncio.create_task(person.stay(number * CONNECT)) for number, person in enumerate(people)]
        limit = time.monotonic() + 30 + 3 * CONNECT * len(people)
        while self.online < len(people):
            if time.monotonic() > limit:
                raise TimeoutError(f"{len(people) - self.online} of {len(people)} could not connect")
            await asyncio.sleep(0.2)

    async def place_calls(self, until: float) -> None:
        rate = min(MAX_RATE, RATE * len(self.people) / 100)
        while time.monotonic() < until:
            await asyncio.sleep(self.random.expovariate(rate))
            engaged = {name for call in self.log.live.values() for name in (call.caller, call.callee)}
            free = [person for person in self.people.values() if person.free and person.name not in engaged]
            if len(free) >= 2:
                caller, callee = self.random.sample(free, 2)
                caller.call_somebody(callee.name, self.random.uniform(*LASTS))

    async def cause_faults(self, until: float) -> None:
        """One fault of each kind in random order, then again."""
        while True:
            for name in self.order.sample(list(self.faults), len(self.faults)):
                pause = self.order.uniform(*PAUSE)
                if time.monotonic() + pause > until:
                    return
                await asyncio.sleep(pause)
                self.log.fault = name
                began = time.monotonic()
                await self.faults[name]()
                self.done[name] += 1
                print(f"{name}: done in {time.monotonic() - began:.1f} s", flush=True)
                await self.all_back()

    async def all_back(self) -> None:
        limit = time.monotonic() + RECOVERY
        while time.monotonic() < limit and self.online < 0.98 * len(self.people):  # noqa: ASYNC110  (one event for all)
            await asyncio.sleep(0.2)

    async def cut(self) -> None:
        for person in self.random.sample(list(self.people.values()), min(CUT, len(self.people))):
            person.socket.abort()

    async def end_stuck_calls(self) -> None:
        """Every second, those that can no longer be explained: their people call again."""
        while True:
            await asyncio.sleep(1)
            for call in self.log.give_up():
                for name in (call.caller, call.callee):
                    person = self.people[name]
                    if person.call and person.entry is call:
                        person.leave("failed")

    async def finish(self) -> None:
        """Let the calls that still go on come to their ends."""
        limit = time.monotonic() + DECIDED + 10
        while self.log.live and time.monotonic() < limit:  # noqa: ASYNC110  (one event for all)
            await asyncio.sleep(0.5)
        await self.all_back()
        await asyncio.sleep(2)  # the last messages reach the database

    async def leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        ends = await asyncio.gather(*self.tasks, return_exceptions=True)
        broken = [end for end in ends if isinstance(end, Exception)]
        if broken:
            raise ExceptionGroup("people's tasks failed", broken)
