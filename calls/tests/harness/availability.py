"""Do not disturb, on a device."""

from typing import Any

from calls.tests.client import Message
from calls.tests.harness.device import Device


async def quiet(device: Device, **choice: Any) -> Message:
    """Turn it on. What the device shows then."""
    await device.send("do-not-disturb", **{"on": True, "seconds": 1800} | choice)
    return dict(await device.expect("do-not-disturb", on=True))
