"""Closes the sockets of a server in order: each client gets 1012, each application cleans up."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

from .limiting.websocket import SERVICE_RESTART

#: Seconds for the clients to answer the close frame, and then for the applications to clean up. All
#: of it takes less than 10 s, after which process managers kill a process.
CLOSE_SECONDS, CLEAN_UP_SECONDS = 4.0, 4.0

#: daphne's connections: for each protocol, its details, the task of its application among them.
Connections = Mapping[Any, Mapping[str, Any]]


async def drain(ports: Iterable[Any], connections: Connections) -> None:
    for port in ports:
        port.stopListening()
    for protocol in list(connections):
        if isinstance(protocol, WebSocketProtocol) and protocol.state == protocol.STATE_OPEN:
            protocol.sendCloseFrame(code=SERVICE_RESTART, isReply=False)
    await _wait_for_applications(connections, CLOSE_SECONDS)
    await end_applications(connections)


async def end_applications(connections: Connections) -> None:
    """Cancel what runs. A thread of Django's that waits for a stopped event loop would never end.

    A connection that a proxy keeps alive may bring a request at any time, so this comes last, too.
    """
    cancel_applications(connections)
    await _wait_for_applications(connections, CLEAN_UP_SECONDS)


def cancel_applications(connections: Connections) -> None:
    for application in running_applications(connections):
        application.cancel()


def running_applications(connections: Connections) -> list[asyncio.Future[None]]:
    # daphne has removed the entry of an application that crashed, while its connection is still
    # there.
    found = (details.get("application_instance") for details in connections.values())
    return [application for application in found if application is not None and not application.done()]


async def _wait_for_applications(connections: Connections, seconds: float) -> None:
    if applications := running_applications(connections):
        await asyncio.wait(applications, timeout=seconds)
