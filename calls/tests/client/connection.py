"""One WebSocket to a server, opened with a session's cookie: text in and out, close codes.

`websockets` has the protocol (RFC 6455) apart from the input and output ("Sans-I/O"). The asyncio
around it is ours for two reasons: a page's `send` does not wait, and `make bench` measures servers,
so its client must cost little.
"""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Origin
from websockets.uri import parse_uri

PATH = "/ws/signaling/"
#: Seconds after which something hangs. Nothing is timed by it: a good run never comes near.
HANG = 60.0
#: Seconds that a server has to close the connection after the close frames.
CLOSE_TIMEOUT = 10.0
TEXT, CONTINUATION = Opcode.TEXT, Opcode.CONT


def signaling_path(party: str | None = None) -> str:
    return PATH if party is None else f"{PATH}?party={quote(party)}"


class Connection(asyncio.Protocol):
    """`on_text` gets the payload of each message; until it is replaced, `unread` keeps them."""

    transport: asyncio.Transport

    def __init__(self, url: str, origin: str, cookie: str) -> None:
        self.protocol = ClientProtocol(parse_uri(url), origin=Origin(origin), max_size=None)
        self.cookie = cookie
        self.unread: list[bytes] = []
        self.on_text: Callable[[bytes], None] = self.unread.append
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = asyncio.Event()
        self.on_closed: Callable[[], None] = lambda: None
        self._fragments: list[bytes] = []
        self._deadline: asyncio.TimerHandle | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    @property
    def is_open(self) -> bool:
        return self.protocol.state is State.OPEN

    @property
    def close_code(self) -> int:
        """The server's close code: 0 while open, 1006 where it gave none (RFC 6455, 7.1.5)."""
        return self.protocol.close_code or 0

    def send(self, text: str | bytes) -> None:
        """Raises ConnectionClosed or InvalidState where the connection is not open."""
        if self.protocol.state is State.CLOSED:
            raise self.protocol.close_exc
        self.protocol.send_text(text if isinstance(text, bytes) else text.encode())
        self._flush()

    def send_binary(self, data: bytes) -> None:
        self.protocol.send_binary(data)
        self._flush()

    async def drain(self) -> None:
        """Wait while more is waiting to be sent than the transport likes."""
        await self._writable.wait()

    def abort(self) -> None:
        """Drop the connection without a close frame, as a network that goes away does."""
        self.transport.abort()

    async def close(self, code: int = 1000) -> None:
        if self.is_open:
            self.protocol.send_close(code)
            self._flush()
        await self.closed.wait()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        request = self.protocol.connect()
        # As every browser does; the server declines.
        request.headers["Sec-WebSocket-Extensions"] = "permessage-deflate; client_max_window_bits"
        if self.cookie:
            request.headers["Cookie"] = self.cookie
        self.protocol.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        self.protocol.receive_data(data)
        for event in self.protocol.events_received():
            if not isinstance(event, Frame):
                self._answered()
            elif event.opcode is TEXT and event.fin:
                self.on_text(cast(bytes, event.data))
            elif event.opcode in (TEXT, CONTINUATION):
                self._fragment(cast(bytes, event.data), last=event.fin)
        self._flush()

    def connection_lost(self, error: Exception | None) -> None:
        self.protocol.receive_eof()
        self._answered()
        self._writable.set()
        if self._deadline:
            self._deadline.cancel()
        self.closed.set()
        self.on_closed()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _answered(self) -> None:
        """The handshake is over."""
        if self.opened.done():
            return
        if self.protocol.handshake_exc:
            self.opened.set_exception(self.protocol.handshake_exc)
            self.transport.close()
        else:
            self.opened.set_result(None)

    def _fragment(self, data: bytes, *, last: bool) -> None:
        self._fragments.append(data)
        if last:
            whole = b"".join(self._fragments)
            self._fragments.clear()
            self.on_text(whole)

    def _flush(self) -> None:
        for data in self.protocol.data_to_send():
            if data:  # empty: the other side has closed, and asyncio closes this one
                self.transport.write(data)
        if self.protocol.close_expected() and not self._deadline:
            self._deadline = asyncio.get_running_loop().call_later(CLOSE_TIMEOUT, self.transport.abort)


async def connect(
    url: str, *, origin: str, cookie: str = "", tls: ssl.SSLContext | None = None, **how: Any
) -> Connection:
    """An open connection; `how` goes to `create_connection`.

    Raises OSError where there is no server, and InvalidHandshake (`websockets`) where it refuses.
    """
    loop = asyncio.get_running_loop()
    uri = parse_uri(url)
    if "sock" not in how:
        how |= {"host": uri.host, "port": uri.port}
    elif tls:
        how |= {"server_hostname": uri.host}
    async with asyncio.timeout(HANG):
        _transport, connection = await loop.create_connection(lambda: Connection(url, origin, cookie), ssl=tls, **how)
        try:
            await connection.opened
        except BaseException:
            connection.abort()
            raise
    return connection
