"""A WebSocket client (RFC 6455) that costs next to nothing, so that servers are measured and not it; knows no calls.

It checks no more than it needs, trusts the server, and is no client for anything else.
"""

import asyncio
import os
from collections.abc import Callable
from typing import Any

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
#: Seconds after which something hangs.
HANG = 60.0


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """One masked frame, as browsers send it. Made once and sent many times, masking costs the generator nothing."""
    length, mask = len(payload), os.urandom(4)
    size = bytes([0x80 | length]) if length < 126 else bytes([0x80 | 126]) + length.to_bytes(2, "big")
    whole = int.from_bytes(payload, "big") ^ int.from_bytes((mask * (length // 4 + 1))[:length], "big")
    return bytes([0x80 | opcode]) + size + mask + whole.to_bytes(length, "big")


class Socket(asyncio.Protocol):
    """`on_text` is called with each text frame's payload; `early` keeps what came before anybody listened."""

    def __init__(self, port: int, path: str, cookie: str) -> None:
        self.port, self.path, self.cookie = port, path, cookie
        self.early: list[bytes] = []
        self.on_text: Callable[[bytes], None] = self.early.append
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.rest = b""
        #: The server's close code; 1006 where it gave none (RFC 6455, 7.1.5).
        self.code = 1006
        self.write: Callable[[bytes], None]

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.write = transport.write
        lines = [
            f"GET {self.path} HTTP/1.1", f"Host: localhost:{self.port}", f"Origin: http://localhost:{self.port}",
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", f"Cookie: sessionid={self.cookie}",
        ]  # fmt: skip
        self.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        self.rest += data
        if not self.opened.done():
            head, end, rest = self.rest.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head:
                self.opened.set_exception(ConnectionError(head.decode("latin-1")))
                return
            self.rest = rest
            self.opened.set_result(None)
        self.read_frames()

    def read_frames(self) -> None:
        data, start, end = self.rest, 0, len(self.rest)
        while end - start >= 2:
            length, body = data[start + 1], start + 2
            if length >= 126:
                width = 2 if length == 126 else 8
                length, body = int.from_bytes(data[body : body + width], "big"), body + width
            if body + length > end:
                break
            self.read_frame(data[start] & 15, data[body : body + length])
            start = body + length
        self.rest = data[start:]

    def read_frame(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self.on_text(payload)
        elif opcode == PING:
            self.write(frame(payload, PONG))
        elif opcode == CLOSE:
            self.code = int.from_bytes(payload[:2], "big") if payload else 1005
            self.transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed in the handshake"))
        if not self.closed.done():
            self.closed.set_result(None)


async def connect(port: int, path: str = "/", cookie: str = "") -> Socket:
    """An open socket. Raises ConnectionError where the server refuses it."""
    loop = asyncio.get_running_loop()
    _transport, socket = await loop.create_connection(lambda: Socket(port, path, cookie), "127.0.0.1", port)
    async with asyncio.timeout(HANG):
        await socket.opened
    return socket
