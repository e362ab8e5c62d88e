"""Connections to a STUN or TURN server: aioice's clients, with time limits and with an end.

aioice asks again for a minute, whatever happens to its connection.
"""

import asyncio
import socket
import ssl
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from aioice import stun, turn

from .server import Server

T = TypeVar("T")

#: Username and credential.
Credential = tuple[str, str]
#: Seconds that an allocation lives if it cannot be deleted (RFC 8656, section 7.2: at least 600).
LIFETIME = 600
#: Seconds to delete an allocation.
CLOSE_TIMEOUT = 0.5


class NoAnswerError(Exception):
    """Nothing came back within the time limit."""


class SilentError(NoAnswerError):
    """The other side accepted the connection, and said nothing."""


class NoTlsError(NoAnswerError):
    """The other side accepted the connection, and did not begin TLS, or closed it instead."""


class ClosedError(ConnectionError):
    """The other side closed the connection before it answered."""


class Inbox(asyncio.DatagramProtocol):
    """Data that arrives through a relay, in order, each with the address of its sender."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self.arrived.put_nowait(data)


class _Ends(turn.TurnClientMixin):
    """A request fails as soon as the connection does."""

    silence: type[NoAnswerError]

    def __init__(self, server: tuple[str, int], credential: Credential | None) -> None:
        username, password = credential or (None, None)
        super().__init__(server, username, password, LIFETIME, turn.DEFAULT_CHANNEL_REFRESH_TIME)
        self.broken: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        self.inbox = Inbox()
        self.receiver = self.inbox

    def connection_lost(self, exc: Exception | None) -> None:
        self.fail(exc or ClosedError())

    def fail(self, error: Exception) -> None:
        if not self.broken.done():
            self.broken.set_result(error)

    async def within(self, seconds: float, request: Coroutine[Any, Any, T]) -> T:
        """What `request` returns. Raises NoAnswerError, and OSError if the connection breaks."""
        task: asyncio.Future[Any] = asyncio.ensure_future(request)
        either: set[asyncio.Future[Any]] = {task, self.broken}
        try:
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                result: T = task.result()
                return result
            if self.broken.done():
                raise self.broken.result()
            raise self.silence
        finally:
            task.cancel()

    @property
    def relay(self) -> tuple[str, int]:
        """Address and port of its allocation."""
        if self.relayed_address is None:
            raise ValueError("no allocation")
        return self.relayed_address

    async def receives(self, data: bytes, seconds: float) -> bool:
        """Whether the data come out of the relay in time."""
        try:
            async with asyncio.timeout(seconds):
                while await self.inbox.arrived.get() != data:
                    pass
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Deletes the allocation, if there is one, so that it counts against no quota."""
        with suppress(Exception):
            if self.relayed_address and not self.broken.done():
                await self.within(CLOSE_TIMEOUT, self.delete())
        if self.refresh_task:
            self.refresh_task.cancel()
        self.transport.close()


class UdpClient(_Ends, turn.TurnClientUdpProtocol):
    silence = NoAnswerError

    def error_received(self, exc: Exception) -> None:
        """The machine answered by ICMP that nobody listens, or a router that it cannot be reached."""
        self.fail(exc)


class TcpClient(_Ends, turn.TurnClientTcpProtocol):
    silence = SilentError


Client = UdpClient | TcpClient


async def connect(
    server: Server, address: str, credential: Credential | None, context: ssl.SSLContext, seconds: float
) -> Client:
    """Raises NoAnswerError, ssl.SSLError, and OSError."""
    at = (address, server.port)
    if server.transport == "udp":
        loop = asyncio.get_running_loop()
        _transport, client = await loop.create_datagram_endpoint(lambda: UdpClient(at, credential), remote_addr=at)
        return client
    stream = await _connected(at, seconds)
    try:
        return await _stream_client(stream, server, TcpClient(at, credential), context, seconds)
    except BaseException:
        stream.close()
        raise


async def _connected(at: tuple[str, int], seconds: float) -> socket.socket:
    stream = socket.socket(socket.AF_INET6 if ":" in at[0] else socket.AF_INET)
    stream.setblocking(False)
    try:
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(stream, at)
    except BaseException as error:
        stream.close()
        if isinstance(error, TimeoutError):
            raise NoAnswerError from None
        raise
    return stream


async def _stream_client(
    stream: socket.socket, server: Server, client: TcpClient, context: ssl.SSLContext, seconds: float
) -> TcpClient:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            await loop.create_connection(
                lambda: client,
                sock=stream,
                ssl=context if server.tls else None,
                # The name that the certificate must be for.
                server_hostname=server.host if server.tls else None,
            )
    except (TimeoutError, ConnectionError):
        raise NoTlsError from None
    return client


def binding() -> stun.Message:
    """It asks which address the server sees (RFC 8489, section 3)."""
    return stun.Message(stun.Method.BINDING, stun.Class.REQUEST)


def allocation() -> stun.Message:
    """It asks for a relay by UDP (RFC 8656, section 7.1)."""
    attributes = {"LIFETIME": LIFETIME, "REQUESTED-TRANSPORT": turn.UDP_TRANSPORT}
    return stun.Message(stun.Method.ALLOCATE, stun.Class.REQUEST, attributes=attributes)
