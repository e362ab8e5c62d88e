"""daphne with an end and with limits; knows nothing of what it serves.

On SIGTERM it takes no new sockets, says 1012 to each client, and lets every clean-up run. A client that floods, or does
not read, is cut off alone: daphne's own queues have no bounds.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor as running_reactor

from .extension import with_gone
from .limits import FLOODED, MAX_UNREAD, MAX_WAITING, TOO_MUCH, Bucket

logger = logging.getLogger(__name__)
reactor: Any = running_reactor  # its module's types fit no reactor

#: WebSocket close code "service restart" (IANA registry of RFC 6455 close codes).
SERVICE_RESTART = 1012
#: Seconds for the clients to answer the close frame, and then for the clean-ups: the whole stays under 10 s.
CLOSE_SECONDS, CLEAN_UP_SECONDS = 4.0, 4.0
#: Bytes of one socket that are read in one turn of the loop (Twisted: 64 KiB, which may be 10,000 frames).
READ_AT_ONCE = 1024


class LimitedProtocol(WebSocketProtocol):  # type: ignore[misc]  # daphne has no types
    """One socket, which is its transport's producer, too: that is how Twisted says that its client does not read."""

    def onOpen(self) -> None:
        super().onOpen()
        self.bucket = Bucket()
        self.unregisterProducer()  # twisted.web's, which has served the handshake
        self.registerProducer(self, True)
        self.transport.bufferSize = READ_AT_ONCE
        if self.server.draining:  # it came in the last moment
            self.sendCloseFrame(code=SERVICE_RESTART, isReply=False)

    def onFrameBegin(self) -> None:
        """Counts frames of each kind: a flood of pings or of empty fragments never makes a message."""
        super().onFrameBegin()
        if self.state == self.STATE_OPEN and not self._within_limits(self.current_frame.length):
            self._refuse()

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if self.state == self.STATE_OPEN:
            super().onMessage(payload, isBinary)

    def _within_limits(self, size: int) -> bool:
        return self.bucket.take(size) and self.application_queue.qsize() < MAX_WAITING

    def _refuse(self) -> None:
        """Serves no more of what came, and reads no more: the transport goes when autobahn's handshake times out."""
        logger.warning("A client sends too much, and is cut off: %s", self.client_addr)
        self.sendClose(TOO_MUCH)
        self.transport.pauseProducing()
        self.data = b""
        while not self.application_queue.empty():
            self.application_queue.get_nowait()
        # Not when the client has answered, if it ever does, and with the code that it chooses.
        self.application_queue.put_nowait({"type": "websocket.disconnect", "code": TOO_MUCH, "reason": FLOODED})

    def pauseProducing(self) -> None:
        """Called at each write that leaves more than 64 KiB unwritten. No close frame would reach this client."""
        transport = self.transport
        if len(transport.dataBuffer) - transport.offset + transport._tempDataLen > MAX_UNREAD:
            logger.warning("A client does not read, and is cut off: %s", self.client_addr)
            self.wasClean, self.wasNotCleanReason = False, "the client does not read"
            self.dropConnection(abort=True)

    def resumeProducing(self) -> None:
        """Everything is written."""

    def stopProducing(self) -> None:
        """The connection is lost, which onClose tells."""


class DrainingServer(Server):  # type: ignore[misc]  # daphne has no types
    """`on_start` runs in the event loop once it listens; an exception in it ends the server, and stays in `failure`.
    `on_drain` is called before the first client is told to go, `on_stop` runs after the last clean-up.
    """

    def __init__(
        self,
        *args: Any,
        on_start: Callable[[], Awaitable[None]],
        on_drain: Callable[[], None],
        on_stop: Callable[[], Awaitable[None]],
        on_ready: Callable[[], None],
        **kwargs: Any,
    ) -> None:
        # signal_handlers=False: Twisted's own handler stops the reactor at once.
        super().__init__(*args, signal_handlers=False, **kwargs)
        self.on_start, self.on_drain, self.on_stop, self.on_ready = on_start, on_drain, on_stop, on_ready
        self.failure: BaseException | None = None
        self.ports: list[Any] = []
        self.draining = False
        self.tasks: set[asyncio.Task[None]] = set()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if isinstance(protocol, LimitedProtocol):
            scope = with_gone(scope, lambda: protocol.state == protocol.STATE_CLOSED)
        return super().create_application(protocol, scope)

    def run(self) -> None:
        reactor.callWhenRunning(self._begin)
        super().run()

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        self.ports.append(port)

    def listen_error(self, failure: Any) -> None:
        self.failure = failure.value
        self._stop_reactor()

    def _begin(self) -> None:
        self.ws_factory.protocol = LimitedProtocol
        # The close code of a bad or far too large frame reaches the client: by default the line only breaks.
        self.ws_factory.failByDrop = False
        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: self._spawn(self._drain()))
        self._spawn(self._start())

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_event_loop().create_task(work)
        self.tasks.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self.tasks.discard)

    async def _start(self) -> None:
        try:
            await self.on_start()
        except Exception as problem:
            self.failure = problem
            self._stop_reactor()
        else:
            self.on_ready()

    async def _drain(self) -> None:
        if self.draining:
            return
        self.draining = True
        self.on_drain()
        try:
            for port in self.ports:
                port.stopListening()
            sockets = [protocol for protocol in self.connections if isinstance(protocol, WebSocketProtocol)]
            for protocol in sockets:
                if protocol.state == protocol.STATE_OPEN:
                    protocol.sendCloseFrame(code=SERVICE_RESTART, isReply=False)
            await self._wait(CLOSE_SECONDS)
            for instance in self._instances():
                instance.cancel()
            await self._wait(CLEAN_UP_SECONDS)
            await asyncio.wait_for(self.on_stop(), 1.5)
        except Exception:
            logger.exception("The end was not as orderly as it should be")
        finally:
            self._stop_reactor()

    def _instances(self) -> list[asyncio.Future[None]]:
        # .get: an instance that crashed has been taken out already, and its protocol still stands there.
        found = (details.get("application_instance") for details in self.connections.values())
        return [instance for instance in found if instance is not None and not instance.done()]

    async def _wait(self, seconds: float) -> None:
        if instances := self._instances():
            await asyncio.wait(instances, timeout=seconds)

    def _stop_reactor(self) -> None:
        if reactor.running:
            reactor.stop()
        else:
            reactor.callWhenRunning(reactor.stop)

    def kill_all_applications(self) -> Any:
        """What daphne does at the end; done already, and its own raises KeyError after a crashed instance."""
        for instance in self._instances():
            instance.cancel()
