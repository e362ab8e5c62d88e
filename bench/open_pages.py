"""Pages that are open and look at the list of people, as the page itself does.

Some people come and go meanwhile, some pages turn to the list, and some call each other at random. The times of the
list and of the calls' set-up are taken.
"""

import asyncio
import random
import time

from calls.tests.client.calls import talk
from calls.tests.client.connection import Connection, signaling_path
from calls.tests.client.device import Device
from calls.tests.client.messages import encode

from .streams import Json, open_device, open_socket

#: Seconds: IDLE_PING_MS of static/calls/signaling/socket.js.
PING = 25.0
CONCURRENCY = 32
LISTS_PER_SECOND = 5
#: People who come or leave in a second.
VISITS_PER_SECOND = 2
CALLS_PER_SECOND = 2
#: Seconds from the answer until the caller hangs up.
CALL_LASTS = 3.0


class OpenPage:
    def __init__(self, connection: Connection, name: str) -> None:
        self.connection, self.name = connection, name
        self.asked = 0.0
        self.in_call = False
        self.took: list[float] = []
        #: The messages that have come.
        self.heard = 0
        connection.on_text = self.on_text

    @property
    def free(self) -> bool:
        return not self.asked and not self.in_call

    def look(self) -> None:
        self.asked = time.perf_counter()
        self.connection.send(encode("people", query="", page=1, live=True))

    def on_text(self, payload: bytes) -> None:
        self.heard += 1
        if self.asked and payload.startswith(b'{"type":"people"'):
            self.took.append(time.perf_counter() - self.asked)
            self.asked = 0.0


async def call(caller: OpenPage, callee: OpenPage) -> float:
    """A call that is accepted at once and lasts a while. Returns the seconds until the caller has the answer."""
    both = (caller, callee)
    for page in both:
        page.in_call = True
    devices = [Device(page.connection, page.name) for page in both]
    began = time.perf_counter()
    number = await talk(*devices)
    took = time.perf_counter() - began
    await asyncio.sleep(CALL_LASTS)
    await devices[0].send("leave", call=number)
    await devices[1].expect("leave", call=number)
    for page in both:
        page.connection.on_text = page.on_text
        page.in_call = False
    return took


async def open_pages(job: Json) -> list[OpenPage]:
    gate = asyncio.Semaphore(CONCURRENCY)

    async def one(number: int, person: Json) -> OpenPage:
        async with gate:
            port = job["ports"][number % len(job["ports"])]
            page = OpenPage(await open_socket(port, person["cookie"], signaling_path()), person["name"])
            page.look()
            while not page.took:  # noqa: ASYNC110  (an event for each of thousands costs more)
                await asyncio.sleep(0.005)
            page.took.clear()
            return page

    return await asyncio.gather(*(one(number, person) for number, person in enumerate(job["people"])))


async def stay(pages: list[OpenPage], job: Json) -> list[float]:
    """For `seconds`: each page pings, some look at the list or call each other, and the `visitors` come and go.

    Returns the seconds that the calls' set-ups took.
    """
    dice, loop = random.Random(1), asyncio.get_running_loop()  # noqa: S311
    end = loop.time() + job["seconds"]
    async with asyncio.TaskGroup() as group:
        calls = group.create_task(_call(pages, dice, end))
        for work in (_ping(pages, dice, end), _look(pages, dice, end), _visit(job, end)):
            group.create_task(work)
    return calls.result()


async def _ping(pages: list[OpenPage], dice: random.Random, end: float) -> None:
    loop, ping = asyncio.get_running_loop(), encode("ping", hidden=False).encode()
    begun, order = loop.time(), dice.sample(pages, len(pages))
    for number in range(int(len(pages) * (end - begun) / PING)):
        await asyncio.sleep(begun + number * PING / len(pages) - loop.time())
        order[number % len(order)].connection.send(ping)


async def _look(pages: list[OpenPage], dice: random.Random, end: float) -> None:
    loop = asyncio.get_running_loop()
    while loop.time() < end:
        dice.choice([page for page in pages[:1000] if page.free]).look()
        await asyncio.sleep(1 / LISTS_PER_SECOND)


async def _call(pages: list[OpenPage], dice: random.Random, end: float) -> list[float]:
    loop, begun = asyncio.get_running_loop(), list[asyncio.Task[float]]()
    async with asyncio.TaskGroup() as group:
        while loop.time() < end:
            await asyncio.sleep(dice.expovariate(CALLS_PER_SECOND))
            caller, callee = dice.sample([page for page in pages if page.free], 2)
            begun.append(group.create_task(call(caller, callee)))
    return [task.result() for task in begun]


async def _visit(job: Json, end: float) -> None:
    loop, number = asyncio.get_running_loop(), 0
    while loop.time() < end:
        visitors = job["visitors"]
        person = visitors[number % len(visitors)]
        visitor = await open_device(job["ports"][number % len(job["ports"])], person)
        await visitor.send("people", query="", page=1, live=True)
        await asyncio.sleep(1 / VISITS_PER_SECOND)
        await visitor.connection.close()
        await asyncio.sleep(1 / VISITS_PER_SECOND)
        number += 1
