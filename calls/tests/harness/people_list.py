"""The list of people that a device shows."""

from calls.tests.client import Message
from calls.tests.harness.device import Device


async def shown(device: Device, query: str, **more: object) -> Message:
    await device.send("people", query=query, **more)
    return await device.expect("people", query=query)
