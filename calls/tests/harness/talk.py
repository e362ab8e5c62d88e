"""The usual beginnings of a call, so that a test can start where its own story does; knows only the wire protocol."""

import uuid
from typing import Any

from .device import Device, Message

# An SDP is opaque to the server: what stands in it must come out as it went in, whatever the characters.
OFFER: Message = {"type": "offer", "sdp": "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=caller “é” 🎥\r\n"}
ANSWER: Message = {"type": "answer", "sdp": "v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=callee\r\n"}


def candidate(number: int = 1) -> Message:
    return {
        "candidate": f"candidate:{number} 1 udp 2113937151 127.0.0.1 {50000 + number} typ host",
        "sdpMid": "0",
        "sdpMLineIndex": 0,
    }


def new_call() -> str:
    return str(uuid.uuid4())


async def ring(caller: Device, callee: Device, **more: Any) -> str:
    """The caller calls; the call, once the callee's device has the offer."""
    call = new_call()
    await caller.send("offer", name=callee.owner.name, offer=OFFER, call=call, **more)
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
