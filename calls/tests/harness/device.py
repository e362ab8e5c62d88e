"""A device of a site's user: it knows its owner and its worker."""

from typing import TYPE_CHECKING, Any

from calls.tests.client import device
from calls.tests.client.connection import Connection

from .sites import Endpoint

if TYPE_CHECKING:
    from .people import Person

BARRIER = "test.barrier"
#: Types in a log that come from the tests and not from the server.
OURS = (BARRIER, device.TOO_DEEP)


class Device(device.Device):
    def __init__(self, connection: Connection, owner: "Person", worker: Endpoint) -> None:
        super().__init__(connection, owner.name)
        self.owner = owner
        self.worker = worker
        #: Whether its connection may break.
        self.may_break = False

    async def wait_for_layer(self) -> None:
        """Return when this device has received every message that the layer had for it."""
        await self.owner.barrier(self)

    async def cut(self) -> None:
        self.may_break = True
        await super().cut()

    def __repr__(self) -> str:
        return f"{super().__repr__()} on {self.worker.name}"


async def nothing_came(device: Device, kind: str) -> None:
    """But for the messengers of the in-memory layer's barrier."""
    await device.wait_for_layer()
    assert [message for message in device.pending(kind) if "messenger_" not in str(message)] == []


async def server_call(device: Device) -> dict[str, Any]:
    """The live call as the server shows it to this device."""
    await device.send("sync")
    found: dict[str, Any] = (await device.expect("hello"))["call"]
    return found
