"""STUN and TURN servers by their URLs (RFC 7064 and 7065), and the addresses of their names."""

import asyncio
import socket
import threading
from contextlib import suppress
from ipaddress import ip_address
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

PORT, TLS_PORT = 3478, 5349


class Server(NamedTuple):
    url: str
    host: str
    port: int
    transport: Literal["udp", "tcp"]
    tls: bool
    #: TURN, which has STUN in it; otherwise STUN alone.
    relays: bool

    @property
    def setting(self) -> str:
        """The environment variable that names it."""
        return "TURN_URLS" if self.relays else "STUN_URLS"


def parse(url: str) -> Server:
    """`url` is one that the settings have accepted."""
    scheme, _colon, rest = url.partition(":")
    place, _mark, query = rest.partition("?")
    parts = urlsplit(f"//{place}")
    tls = scheme in {"stuns", "turns"}
    transport: Literal["udp", "tcp"] = "tcp" if tls else "udp"
    if query:
        transport = "tcp" if query.endswith("tcp") else "udp"
    port = parts.port or (TLS_PORT if tls else PORT)
    return Server(url, parts.hostname or "", port, transport, tls, scheme.startswith("turn"))


async def look_up(server: Server) -> list[str]:
    """The addresses of its host, at least one. Raises OSError.

    The system's resolver has no time limit. It runs in a thread that nobody waits for, so that a name
    server that does not answer delays neither the end of the command nor the worker's other threads.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str] | OSError] = loop.create_future()

    def settle(result: list[str] | OSError) -> None:
        if not found.done():
            found.set_result(result)

    def run() -> None:
        result = _resolve(server.host, server.port)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, result)

    threading.Thread(target=run, name="look-up", daemon=True).start()
    result = await found
    if isinstance(result, OSError):
        raise result
    return result


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _resolve(host: str, port: int) -> list[str] | OSError:
    # As a browser does: no IPv6 addresses on a machine without IPv6.
    flags = socket.AI_NUMERICHOST if is_address(host) else socket.AI_ADDRCONFIG
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    except UnicodeError:  # a label of more than 63 characters
        return socket.gaierror(socket.EAI_NONAME, "not a valid name")
    except OSError as error:
        return error
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))
