"""daphne with an end; knows nothing of what it serves.

On SIGTERM it takes no new sockets, says 1012 to each client, and lets every clean-up run.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor as running_reactor

from .protocols import SERVICE_RESTART, LimitedProtocol, LimitedRequest
from .scope import with_gone

logger = logging.getLogger(__name__)
reactor: Any = running_reactor  # its module's types fit no reactor

#: Seconds for the clients to answer the close frame, and then for the clean-ups: the whole stays under 10 s.
CLOSE_SECONDS, CLEAN_UP_SECONDS = 4.0, 4.0


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
        channel_to = self.http_factory.buildProtocol
        self.http_factory.buildProtocol = lambda address: LimitedRequest.on(channel_to(address))
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
