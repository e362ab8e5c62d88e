"""Streams of candidates: to an echo and back, or through a call to the peer."""

import time
from collections import deque
from typing import Any

from calls.tests.client.calls import talk
from calls.tests.client.connection import Connection, connect, signaling_path
from calls.tests.client.device import Device
from calls.tests.client.messages import encode, new_call

CANDIDATE = "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 192.168.1.17 rport 46154"

Json = dict[str, Any]


class Stream:
    """Frames go from `source` to `sink`, in order; `took` has the seconds that they took."""

    def __init__(self, source: Connection, sink: Connection, frame: bytes) -> None:
        self.source, self.sink, self.frame = source, sink, frame
        self.sent: deque[float] = deque()
        self.took: list[float] = []
        #: Whether each frame that arrives is followed by one more.
        self.repeat = False
        sink.on_text = self.arrived

    def send(self, when: float) -> None:
        self.sent.append(when)
        self.source.send(self.frame)

    def arrived(self, payload: bytes) -> None:
        if b'"candidate"' not in payload:
            return
        now = time.perf_counter()
        self.took.append(now - self.sent.popleft())
        if self.repeat:
            self.send(now)

    def close(self) -> None:
        self.source.abort()
        self.sink.abort()


async def open_socket(port: int, cookie: str = "", path: str = "/") -> Connection:
    return await connect(f"ws://127.0.0.1:{port}{path}", origin=f"http://localhost:{port}", cookie=cookie)


async def open_device(port: int, person: Json) -> Device:
    """A signed-in person's device that has its `hello`."""
    device = Device(await open_socket(port, person["cookie"], signaling_path()), person["name"])
    await device.expect("hello")
    return device


def candidate(call: str, to: str) -> bytes:
    fields = {"candidate": CANDIDATE, "sdpMid": "0", "sdpMLineIndex": 0}
    return encode("candidate", name=to, call=call, candidate=fields).encode()


async def echo_stream(port: int) -> Stream:
    connection = await open_socket(port)
    return Stream(connection, connection, candidate(new_call(), "bob"))


async def call_stream(ports: list[int], caller: Json, callee: Json) -> Stream:
    """An accepted call between two people; the caller's candidates go through it."""
    calling, called = await open_device(ports[0], caller), await open_device(ports[-1], callee)
    call = await talk(calling, called)
    return Stream(calling.connection, called.connection, candidate(call, called.name))


async def streams_of(job: Json) -> list[Stream]:
    if "people" not in job:
        return [await echo_stream(job["ports"][0]) for _ in range(job["streams"])]
    pairs = zip(job["people"][::2], job["people"][1::2], strict=True)
    return [await call_stream(job["ports"], caller, callee) for caller, callee in pairs]
