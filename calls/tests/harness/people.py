"""People with accounts on a site, signed in, each with any number of devices."""

import asyncio
import secrets
import socket
from contextlib import suppress
from typing import Any

from calls.tests.client.connection import connect, signaling_path

from .device import BARRIER, OURS, Device
from .document import departs
from .process import HANG
from .sites import Endpoint, Site

#: Close codes that no client may get: the connection broke, the server failed.
NEVER = (1006, 1011)


class Person:
    """A signed-in user of a site."""

    def __init__(
        self, site: Site, name: str, *, home_worker: int = 0, staff: bool = False, plain: bool = False
    ) -> None:
        self.site = site
        self.home_worker = home_worker
        # Tests share a site, so each has other names; `plain` names are for pictures.
        self.name = name if plain else f"{name}_{secrets.token_hex(3)}"
        made = site.admin("account", name=self.name, staff=staff)
        self.pk: int = made["pk"]
        self.cookie: str = made["cookie"]
        self.devices: list[Device] = []

    def browser_cookie(self, worker: Endpoint | int | None = None) -> dict[str, Any]:
        """The session for a browser, as Playwright takes it."""
        at = self.worker(worker)
        secure = at.origin.startswith("https://")
        return {"name": at.session_cookie, "value": self.cookie, "url": at.origin, "secure": secure}

    async def device(self, worker: Endpoint | int | None = None, party: str | None = None) -> Device:
        """Open one more tab, and wait for its `hello`."""
        device = await self.open(worker, party)
        device.hello = await device.expect("hello")
        return device

    async def open(
        self,
        worker: Endpoint | int | None = None,
        party: str | None = None,
        *,
        origin: str | None = None,
        cookie: str | None = None,
        path: str | None = None,
        tcp_socket: socket.socket | None = None,
    ) -> Device:
        """Open a socket without waiting for a message. `tcp_socket` is a TCP connection to the worker."""
        at = self.worker(worker)
        connection = await connect(
            f"{at.url}{path or signaling_path(party)}",
            origin=origin or at.origin,
            cookie=f"{at.session_cookie}={value}" if (value := self.cookie if cookie is None else cookie) else "",
            tls=at.tls,
            **({"sock": tcp_socket} if tcp_socket else {}),
        )
        self.devices.append(Device(connection, self, at))
        return self.devices[-1]

    async def barrier(self, device: Device) -> None:
        """Send a marker through the layer behind all that waits for this device, and await it."""
        if "REDIS_URL" in self.site.env:
            mark = secrets.token_hex(8)
            await asyncio.to_thread(self.site.admin, "publish", pk=self.pk, message={"type": BARRIER, "mark": mark})
            await device.expect(BARRIER, mark=mark)
            return
        # Only sockets reach the in-memory layer: a person whom the device watches connects.
        messenger = Person(self.site, "messenger")
        await device.send("people", query=messenger.name)
        await device.expect("people", query=messenger.name)
        await messenger.device()
        await device.expect("presence", people=[{"name": messenger.name, "status": "online"}])
        await messenger.leave()

    def worker(self, wanted: Endpoint | int | None) -> Endpoint:
        if isinstance(wanted, Endpoint):
            return wanted
        running = self.site.endpoints
        return running[(self.home_worker if wanted is None else wanted) % len(running)]

    async def leave(self) -> None:
        """Close all devices; no code of NEVER and no undocumented message may have come."""
        alive = [device for device in self.devices if not device.may_break]
        broken = [device for device in alive if device.close_code in NEVER]
        for device in self.devices:
            await device.close()
        # Not 1006: if both sides close at once, the server's close frame may not be read.
        broken += [device for device in alive if device.close_code == 1011 and device not in broken]
        assert not broken, f"{broken}: {[device.close_code for device in broken]}"
        strange = {departs(message) for device in self.devices for message in device.log if message["type"] not in OURS}
        assert strange <= {""}, strange


async def connect_with_retries(person: Person) -> Device:
    """Open sockets until one gets `hello`; before that the worker closes each with 4503."""
    async with asyncio.timeout(HANG):
        while True:
            device = await person.open()
            with suppress(AssertionError):
                device.hello = await device.expect("hello")
                return device
            assert device.close_code == 4503, device.close_code
            await asyncio.sleep(0.05)
