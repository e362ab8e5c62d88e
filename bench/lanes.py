"""Roads that frames take through a server and back, an echo's or a call's; knows the wire protocol and no servers.

A call's lane has two people, signed in, with an accepted call between them.
"""

import asyncio
import json
import time
from collections import deque
from typing import Any

from . import wire
from .wire import Socket, connect, frame

SIGNALING = "/ws/signaling/"
CANDIDATE = "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 192.168.1.17 rport 46154"
NOBODY = "00000000-0000-4000-8000-000000000000"

Json = dict[str, Any]


class Lane:
    """Frames go in at `source` and come out, in order, at `sink`; the times in between are kept, in seconds."""

    def __init__(self, source: Socket, sink: Socket, frame: bytes) -> None:
        self.source, self.sink, self.frame = source, sink, frame
        self.sent: deque[float] = deque()
        self.took: list[float] = []
        self.again = False
        sink.on_text = self.arrived

    def send(self, when: float) -> None:
        self.sent.append(when)
        self.source.write(self.frame)

    def arrived(self, payload: bytes) -> None:
        if b'"candidate"' not in payload:
            return
        now = time.perf_counter()
        self.took.append(now - self.sent.popleft())
        if self.again:
            self.send(now)


async def expect(socket: Socket, *kinds: str) -> None:
    """Return when one message of each of these types has come."""
    missing = set(kinds)
    done = asyncio.get_running_loop().create_future()

    def look(payload: bytes) -> None:
        missing.discard(json.loads(payload)["type"])
        if not missing and not done.done():
            done.set_result(None)

    for payload in socket.early:
        look(payload)
    socket.early.clear()
    socket.on_text = look
    async with asyncio.timeout(wire.HANG):
        await done


def message(kind: str, **fields: Any) -> bytes:
    return frame(json.dumps({"type": kind, **fields}).encode())


def candidate(to: str, call: str) -> bytes:
    return message(
        "candidate", name=to, call=call, candidate={"candidate": CANDIDATE, "sdpMid": "0", "sdpMLineIndex": 0}
    )


async def echo_lane(port: int) -> Lane:
    socket = await connect(port)
    return Lane(socket, socket, candidate("bob", NOBODY))


async def call_lane(ports: list[int], caller: Json, callee: Json) -> Lane:
    """A call between two people, accepted; the caller's candidates go through it."""
    a = await connect(ports[0], SIGNALING, caller["cookie"])
    b = await connect(ports[-1], SIGNALING, callee["cookie"])
    await asyncio.gather(expect(a, "hello"), expect(b, "hello"))
    a.write(message("offer", name=callee["name"], offer={"type": "offer", "sdp": "v=0\r\n"}, call=caller["call"]))
    await asyncio.gather(expect(a, "calling"), expect(b, "offer"))
    b.write(message("answer", call=caller["call"], answer={"type": "answer", "sdp": "v=0\r\n"}))
    await expect(a, "accepted", "answer")
    return Lane(a, b, candidate(callee["name"], caller["call"]))


async def lanes_of(job: Json) -> list[Lane]:
    if "people" not in job:
        return [await echo_lane(job["ports"][0]) for _ in range(job["lanes"])]
    pairs = zip(job["people"][::2], job["people"][1::2], strict=True)
    return [await call_lane(job["ports"], caller, callee) for caller, callee in pairs]
