"""The usual beginnings of a call: it rings, or it is accepted and answered."""

from typing import Any

from .device import Device
from .messages import ANSWER, OFFER, new_call


async def ring(caller: Device, callee: Device, **more: Any) -> str:
    """The caller calls; the call, once the callee's device has the offer."""
    call = new_call()
    await caller.send("offer", name=callee.name, offer=OFFER, call=call, **more)
    await caller.expect("calling", call=call)
    await callee.expect("offer", call=call)
    return call


async def talk(caller: Device, callee: Device) -> str:
    """A call that was accepted and answered."""
    call = await ring(caller, callee)
    await callee.send("accept", call=call)
    await callee.expect("accepted", call=call)
    await callee.send("answer", answer=ANSWER, call=call)
    await caller.expect("accepted", call=call)
    await caller.expect("answer", call=call)
    return call
