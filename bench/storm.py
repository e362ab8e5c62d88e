"""All sockets break at once and come back as pages do; some of their people are in a call."""

import asyncio
import random
import time
from contextlib import suppress

from websockets.exceptions import InvalidHandshake

from calls.tests.client.calls import talk
from calls.tests.client.connection import HANG, connect, signaling_path
from calls.tests.client.device import Device
from calls.tests.client.page_socket import STALE, backoff

from .streams import Json

#: Sockets that connect at a time before the storm.
CONCURRENCY = 32


class Socket:
    """A page's socket, which comes back to the other worker."""

    def __init__(self, person: Json, ports: list[int]) -> None:
        self.person, self.ports = person, ports
        self.party: str | None = None
        #: Seconds from its last `hello` until it asks for its list.
        self.list_in = 0.0
        self.device: Device | None = None

    async def connect(self) -> Device:
        """Raises what a connection raises, and AssertionError if it is closed before its `hello`.

        TimeoutError once nothing has come for as long as a page waits.
        """
        port = self.ports[0]
        url, origin = f"ws://127.0.0.1:{port}{signaling_path(self.party)}", f"http://localhost:{port}"
        async with asyncio.timeout(STALE) as limit:
            self.device = Device(await connect(url, origin=origin, cookie=self.person["cookie"]), self.person["name"])
            self.device.timeout = HANG
            while not (hello := self.device.find("hello", {})):
                assert not self.device.is_closed, "closed before its `hello`"
                if self.device.find("queued", {}):
                    limit.reschedule(asyncio.get_running_loop().time() + STALE)
                await self.device.wait_for_message()
        self.party, self.list_in = hello["party"], hello["list_in"]
        return self.device

    async def come_back(self, dice: random.Random, began: float) -> float:
        """Seconds since `began`."""
        self.ports = self.ports[::-1]
        for attempt in range(100):
            await asyncio.sleep(backoff(attempt, dice))
            with suppress(OSError, InvalidHandshake, TimeoutError, AssertionError):
                await self.connect()
                return time.perf_counter() - began
            if self.device:
                self.device.connection.abort()
        raise TimeoutError(f"{self.person['name']} does not come back")

    async def list_people(self) -> float:
        """As a page that has come back. Seconds until the list is there."""
        assert self.device
        await asyncio.sleep(self.list_in)
        began = time.perf_counter()
        await self.device.send("people", query="", page=1, live=True)
        await self.device.expect("people")
        return time.perf_counter() - began


async def open_all(job: Json) -> list[Socket]:
    """Those of the first `calls` pairs are in a call then."""
    gate = asyncio.Semaphore(CONCURRENCY)

    async def one(number: int, person: Json) -> Socket:
        async with gate:
            socket = Socket(person, job["ports"] if number % 2 else job["ports"][::-1])
            await socket.connect()
            return socket

    sockets = await asyncio.gather(*(one(number, person) for number, person in enumerate(job["people"])))
    for caller, callee in zip(sockets[: 2 * job["calls"] : 2], sockets[1 : 2 * job["calls"] : 2], strict=True):
        assert caller.device and callee.device
        await talk(caller.device, callee.device)
    return sockets


async def break_all(sockets: list[Socket], calls: int) -> tuple[list[float], list[float], list[float], float]:
    """The seconds until each had its `hello`: those in calls, and all others; those that the lists took.

    And those until the last one had its list.
    """
    dice = random.Random(1)  # noqa: S311
    began = time.perf_counter()
    for socket in sockets:
        if socket.device:
            socket.device.connection.abort()

    async def one(socket: Socket) -> tuple[float, float, float]:
        return await socket.come_back(dice, began), await socket.list_people(), time.perf_counter() - began

    took, lists, ends = zip(*await asyncio.gather(*map(one, sockets)), strict=True)
    return list(took[: 2 * calls]), list(took[2 * calls :]), list(lists), max(ends)
