"""People with accounts, signed in, each with any number of devices; knows only the wire protocol."""

import asyncio
import secrets
import socket
from contextlib import suppress

from calls.tests.client.connection import connect, signaling_path

from .device import BARRIER, OURS, Device
from .document import departs
from .process import HANG
from .sites import Entrance, Site

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

    async def device(self, worker: Entrance | int | None = None, party: str | None = None) -> Device:
        """Open one more tab; the greeting has come when this returns."""
        device = await self.open(worker, party)
        device.hello = await device.expect("hello")
        return device

    async def open(
        self,
        worker: Entrance | int | None = None,
        party: str | None = None,
        *,
        origin: str | None = None,
        cookie: str | None = None,
        path: str | None = None,
        line: socket.socket | None = None,
    ) -> Device:
        """Open a socket, and wait for nothing; `line` is a TCP connection to the worker."""
        at = self.worker(worker)
        connection = await connect(
            f"{at.url}{path or signaling_path(party)}",
            origin=origin or at.origin,
            cookie=self.cookie if cookie is None else cookie,
            tls=at.tls,
            **({"sock": line} if line else {}),
        )
        self.devices.append(Device(connection, self, at))
        return self.devices[-1]

    async def barrier(self, device: Device) -> None:
        """Put something into the layer behind all that it holds for this device, and wait until it comes."""
        if "REDIS_URL" in self.site.env:
            mark = secrets.token_hex(8)
            await asyncio.to_thread(self.site.clerk, "publish", pk=self.pk, message={"type": BARRIER, "mark": mark})
            await device.expect(BARRIER, mark=mark)
            return
        # Only sockets reach the in-memory layer from outside: somebody whom the device watches comes.
        messenger = Person(self.site, "messenger")
        await device.send("people", query=messenger.name)
        await device.expect("people", query=messenger.name)
        await messenger.device()
        await device.expect("presence", people=[{"name": messenger.name, "status": "online"}])
        await messenger.leave()

    def worker(self, wanted: Entrance | int | None) -> Entrance:
        if isinstance(wanted, Entrance):
            return wanted
        running = [worker for worker in self.site.entrances if worker.child.poll() is None]
        return running[(self.home if wanted is None else wanted) % len(running)]

    async def leave(self) -> None:
        """Close all devices, and see that none met what no client may meet, nor what the document does not tell of."""
        alive = [device for device in self.devices if not device.may_break]
        broken = [device for device in alive if device.close_code in NEVER]
        for device in self.devices:
            await device.close()
        # No more of 1006: where both close at the same instant, the server drops the line with its close frame unread.
        broken += [device for device in alive if device.close_code == 1011 and device not in broken]
        assert not broken, f"{broken}: {[device.close_code for device in broken]}"
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
            assert device.close_code == 4503, device.close_code
            await asyncio.sleep(0.05)
