"""Pages that are open and look at the list of people, as the page itself does; they are in no call.

Some people come and go meanwhile, and some pages turn to the list, whose time is taken.
"""

import asyncio
import random
import time

from calls.tests.client.connection import Connection, signaling_path
from calls.tests.client.messages import encode

from .streams import Json, open_device, open_socket

#: Seconds: IDLE_PING_MS of static/calls/signaling/socket.js.
PING = 25.0
CONCURRENCY = 32
LISTS_PER_SECOND = 5
#: People who come or leave in a second.
VISITS_PER_SECOND = 2


class OpenPage:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.asked = 0.0
        self.took: list[float] = []
        #: The messages that have come.
        self.heard = 0
        connection.on_text = self.on_text

    def look(self) -> None:
        self.asked = time.perf_counter()
        self.connection.send(encode("people", query="", page=1, live=True))

    def on_text(self, payload: bytes) -> None:
        self.heard += 1
        if self.asked and payload.startswith(b'{"type":"people"'):
            self.took.append(time.perf_counter() - self.asked)
            self.asked = 0.0


async def open_pages(job: Json) -> list[OpenPage]:
    gate = asyncio.Semaphore(CONCURRENCY)

    async def one(number: int, person: Json) -> OpenPage:
        async with gate:
            port = job["ports"][number % len(job["ports"])]
            page = OpenPage(await open_socket(port, person["cookie"], signaling_path()))
            page.look()
            while not page.took:  # noqa: ASYNC110  (an event for each of thousands costs more)
                await asyncio.sleep(0.005)
            page.took.clear()
            return page

    return await asyncio.gather(*(one(number, person) for number, person in enumerate(job["people"])))


async def stay(pages: list[OpenPage], job: Json) -> None:
    """For `seconds`: each page pings, some look at the list, and the `visitors` come and go."""
    dice, loop = random.Random(1), asyncio.get_running_loop()  # noqa: S311
    end = loop.time() + job["seconds"]
    await asyncio.gather(_ping(pages, dice, end), _look(pages, dice, end), _visit(job, end))


async def _ping(pages: list[OpenPage], dice: random.Random, end: float) -> None:
    loop, ping = asyncio.get_running_loop(), encode("ping", hidden=False).encode()
    begun, order = loop.time(), dice.sample(pages, len(pages))
    for number in range(int(len(pages) * (end - begun) / PING)):
        await asyncio.sleep(begun + number * PING / len(pages) - loop.time())
        order[number % len(order)].connection.send(ping)


async def _look(pages: list[OpenPage], dice: random.Random, end: float) -> None:
    loop = asyncio.get_running_loop()
    while loop.time() < end:
        dice.choice([page for page in pages[:1000] if not page.asked]).look()
        await asyncio.sleep(1 / LISTS_PER_SECOND)


async def _visit(job: Json, end: float) -> None:
    loop, number = asyncio.get_running_loop(), 0
    while loop.time() < end:
        visitors = job["visitors"]
        person = visitors[number % len(visitors)]
        visitor = await open_device(job["ports"][number % len(job["ports"])], person)
        await asyncio.sleep(1 / VISITS_PER_SECOND)
        await visitor.connection.close()
        await asyncio.sleep(1 / VISITS_PER_SECOND)
        number += 1
