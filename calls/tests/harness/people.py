"""People with accounts, signed in, each with any number of devices; knows only the wire protocol."""

import asyncio
import random
import secrets
import time
from contextlib import suppress
from typing import Self

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidMessage

from .device import OURS, Device
from .document import departs
from .process import HANG
from .sites import Site, Worker

# What no client may ever meet: the server's own failure, and a line that simply breaks.
NEVER = (1006, 1011)


class Person:
    """Somebody with an account, signed in."""

    def __init__(self, site: Site, name: str, *, home: int = 0, staff: bool = False, plain: bool = False) -> None:
        self.site = site
        self.home = home
        # Names are unlike in every test, so that tests can share a site, unless a picture is to look well.
        self.name = name if plain else f"{name}_{secrets.token_hex(3)}"
        made = site.clerk("account", name=self.name, staff=staff)
        self.pk: int = made["pk"]
        self.cookie: str = made["cookie"]
        self.devices: list[Device] = []

    async def device(self, worker: Worker | int | None = None, party: str | None = None) -> Device:
        """Open one more tab; the greeting has come when this returns."""
        device = await self.open(worker, party)
        device.hello = await device.expect("hello")
        return device

    async def open(
        self,
        worker: Worker | int | None = None,
        party: str | None = None,
        *,
        origin: str | None = None,
        cookie: str | None = None,
        path: str = "/ws/signaling/",
    ) -> Device:
        at = self.worker(worker)
        path += f"?party={party}" if party is not None else ""
        session = self.cookie if cookie is None else cookie
        socket = await connect(
            f"ws://127.0.0.1:{at.port}{path}",
            origin=origin or at.origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"sessionid={session}"} if session else {},
            open_timeout=HANG,
            close_timeout=HANG,
            ping_interval=None,
            max_queue=None,
            proxy=None,
        )
        self.devices.append(Device(socket, self, at))
        return self.devices[-1]

    async def fence(self, device: Device) -> None:
        """Put something into the layer behind all that it holds for this device, and wait until it comes."""
        if "REDIS_URL" in self.site.env:
            mark = secrets.token_hex(8)
            await asyncio.to_thread(self.site.clerk, "publish", pk=self.pk, message={"type": OURS[0], "mark": mark})
            await device.expect(OURS[0], mark=mark)
            return
        # Only sockets reach the in-memory layer from outside: somebody whom the device watches comes.
        messenger = Person(self.site, "messenger")
        await device.send("people", query=messenger.name)
        await device.expect("people", query=messenger.name)
        await messenger.device()
        await device.expect("presence", people=[{"name": messenger.name, "status": "online"}])
        await messenger.leave()

    def worker(self, wanted: Worker | int | None) -> Worker:
        if isinstance(wanted, Worker):
            return wanted
        running = [worker for worker in self.site.workers if worker.child.poll() is None]
        return running[(self.home if wanted is None else wanted) % len(running)]

    async def leave(self) -> None:
        """Close all devices, and see that none met what no client may meet, nor what the document does not tell of."""
        for device in self.devices:
            await device.close()
        broken = [device for device in self.devices if not device.dies and device.socket.close_code in NEVER]
        assert not broken, f"{broken}: {[device.socket.close_code for device in broken]}"
        strange = {departs(message) for device in self.devices for message in device.log if message["type"] not in OURS}
        assert strange <= {""}, strange


async def come_until_greeted(person: Person) -> Device:
    """Open a tab again and again, until its worker serves it; every other socket was turned away."""
    async with asyncio.timeout(HANG):
        while True:
            device = await person.open()
            with suppress(AssertionError):
                device.hello = await device.expect("hello")
                return device
            assert device.socket.close_code == 4503, device.socket.close_code
            await asyncio.sleep(0.05)


class Tab:
    """A client that comes back by itself, as the page does: on any worker, as the same party, after a short wait."""

    #: Close codes after which a page does not come back.
    FINAL = (1000, 4401, 4409)

    def __init__(self, person: Person, device: Device) -> None:
        self.person = person
        self.device = device
        self.party: str = device.hello["party"]
        #: How each of its sockets was closed, and how many seconds it was away after that.
        self.codes: list[int] = []
        self.away: list[float] = []
        self.returned = asyncio.Condition()
        self.life = asyncio.create_task(self.live())

    @classmethod
    async def of(cls, person: Person, worker: Worker | int | None = None) -> Self:
        return cls(person, await person.device(worker))

    async def live(self) -> None:
        while True:
            await asyncio.wait([self.device.reader])  # which our own end must not cancel
            gone = time.monotonic()
            code = self.device.socket.close_code or 0
            self.excuse()
            self.codes.append(code)
            if code in self.FINAL:
                return
            found = await self.come_back()
            async with self.returned:
                self.device = found
                self.away.append(time.monotonic() - gone)
                self.returned.notify_all()

    def excuse(self) -> None:
        """A line that breaks is what such a client is for; the server's own failure (1011) is not."""
        for device in self.person.devices:
            device.dies = device.dies or (device.reader.done() and device.socket.close_code == 1006)

    async def come_back(self) -> Device:
        for attempt in range(1000):
            running = [worker for worker in self.person.site.workers if worker.child.poll() is None]
            with suppress(OSError, InvalidHandshake, InvalidMessage, AssertionError):
                if running:
                    return await self.person.device(running[attempt % len(running)], self.party)
            self.excuse()
            # Doubled up to 1 s, with jitter: the page's own waits (static/calls/backoff.js) only end later.
            await asyncio.sleep(random.uniform(0.5, 1) * min(1, 0.05 * 2**attempt))  # noqa: S311
        raise AssertionError(f"{self.person.name} found no worker")

    async def back(self, times: int = 1) -> Device:
        """Wait until it has come back this often in all; its device then."""
        async with asyncio.timeout(HANG), self.returned:
            await self.returned.wait_for(lambda: len(self.away) >= times)
        return self.device

    async def settled(self) -> Device:
        """Wait until it has a socket at a worker that lives, however often that took; its device then."""
        async with asyncio.timeout(HANG), self.returned:
            await self.returned.wait_for(
                lambda: not self.device.reader.done() and self.device.worker.child.poll() is None
            )
        return self.device

    async def close(self) -> None:
        self.life.cancel()
        with suppress(asyncio.CancelledError):
            await self.life
        self.excuse()
