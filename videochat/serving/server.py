"""daphne that drains on SIGTERM and limits its clients: see draining, websocket and request."""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from daphne.server import Server
from twisted.internet import reactor as running_reactor

from .draining import cancel_applications, drain, end_applications
from .garbage import GarbageCollections
from .limiting.connections import Connections
from .limiting.request import LimitedChannel, LimitedRequest
from .limiting.websocket import LimitedProtocol, with_factory_options
from .message_queue import MessageQueue
from .prompt_writes import write_promptly
from .scope import with_connection
from .tls import Certificate, TlsFactory

logger = logging.getLogger(__name__)
reactor: Any = running_reactor  # its module's types fit no reactor

#: Seconds after which a thread that runs Python lets another one. With Python's 5 ms, each answer of the database
#: would wait so long while the event loop is busy, and the loop while a query is prepared.
SWITCH_SECONDS = 0.001
#: Seconds for `on_stop`.
STOP_SECONDS = 1.5
#: Seconds in which all connections are checked once, and the number of those that are checked in one turn.
CHECK_SECONDS, CHECKS_IN_A_TURN = 2.0, 50


class DrainingServer(Server):  # type: ignore[misc]  # daphne has no types
    """A server with four callbacks.

    `on_start` runs in the event loop once the server listens. An exception in it stops the server
    and is kept in `failure`. `on_ready` is called after it. On SIGTERM, `on_drain` is called before
    the first socket is closed, and `on_stop` runs after the last application has cleaned up.

    With a `certificate` it speaks TLS only; `origins` are where requests without TLS are sent.
    """

    def __init__(
        self,
        *args: Any,
        connections: Connections,
        client_ip_header: str | None,
        on_start: Callable[[], Awaitable[None]],
        on_drain: Callable[[], None],
        on_stop: Callable[[], Awaitable[None]],
        on_ready: Callable[[], None],
        certificate: Certificate | None = None,
        origins: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        # signal_handlers=False: Twisted's own handler stops the reactor at once.
        super().__init__(*args, signal_handlers=False, **kwargs)
        self.on_start, self.on_drain, self.on_stop, self.on_ready = on_start, on_drain, on_stop, on_ready
        #: What every connection shares. `Server.connections` of daphne are its protocols.
        self.counted = connections
        self.client_ip_header = client_ip_header
        self.certificate, self.origins = certificate, origins
        self.failure: BaseException | None = None
        self.ports: list[Any] = []
        self.draining = False
        self.tasks: set[asyncio.Task[None]] = set()
        self.garbage = GarbageCollections()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if not isinstance(protocol, LimitedProtocol):
            return super().create_application(protocol, scope)
        queue = MessageQueue()
        scope = with_connection(
            scope, protocol.is_closed_already, protocol.charge, protocol.send_text, queue.set_handler
        )
        scope["asgi"] = {"version": "3.0"}
        application = self.application(scope, queue.get, partial(self.handle_reply, protocol))
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(application)
        return queue

    def protocol_disconnected(self, protocol: Any) -> None:
        super().protocol_disconnected(protocol)
        if isinstance(protocol, LimitedProtocol):
            self.garbage.on_socket_ended(len(self.connections))

    def run(self) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        reactor.callWhenRunning(self._begin)
        super().run()

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        write_promptly(port)
        self.ports.append(port)

    def listen_error(self, failure: Any) -> None:
        self.failure = failure.value
        self._stop_reactor()

    def _begin(self) -> None:
        channel = {"connections": self.counted, "client_ip_header": self.client_ip_header}
        self.http_factory.protocol = type("Channel", (LimitedChannel,), channel)
        build_channel = self.http_factory.buildProtocol
        build_limited = lambda address: LimitedRequest.use_for(build_channel(address))  # noqa: E731
        # The endpoint `ssl:` would wrap connections as well, but in Twisted's own class.
        self.http_factory.buildProtocol = (
            TlsFactory(self.certificate, self.origins, self.http_factory, build_limited).buildProtocol
            if self.certificate
            else build_limited
        )
        # After a bad or far too large frame the client gets a close code. By default its connection
        # is only dropped.
        self.ws_factory.failByDrop = False
        self.ws_factory.protocol = with_factory_options(LimitedProtocol, self.ws_factory)
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
            self.garbage.start()
            self.on_ready()

    async def _drain(self) -> None:
        if self.draining:
            return
        self.draining = True
        self.on_drain()
        try:
            await drain(self.ports, self.connections)
            await self._run_on_stop()
            await end_applications(self.connections)
        except Exception:
            logger.exception("Draining failed; the server stops without it")
        finally:
            self._stop_reactor()

    async def _run_on_stop(self) -> None:
        try:
            await asyncio.wait_for(self.on_stop(), STOP_SECONDS)
        except TimeoutError:
            logger.warning("Cleaning up took longer than %s s: the other workers do it later", STOP_SECONDS)

    def timeout_checker(self, unchecked: Iterator[Any] | None = None) -> None:
        """daphne's own checks all connections in one turn: with thousands, it sends hundreds of pings, and all wait.

        `unchecked` are those left of this round. Thousands of them may have closed since it began.
        """
        turn = self._take_open(unchecked) if unchecked else []
        if unchecked is None or not turn:
            unchecked = iter(list(self.connections))
            turn = self._take_open(unchecked)
        for protocol in turn:
            protocol.check_timeouts()
        share = min(1.0, CHECKS_IN_A_TURN / max(1, len(self.connections)))
        reactor.callLater(CHECK_SECONDS * share, self.timeout_checker, unchecked)

    def _take_open(self, unchecked: Iterator[Any]) -> list[Any]:
        return list(islice((each for each in unchecked if each in self.connections), CHECKS_IN_A_TURN))

    def _stop_reactor(self) -> None:
        if reactor.running:
            reactor.stop()
        else:
            reactor.callWhenRunning(reactor.stop)

    def kill_all_applications(self) -> Any:
        """Replaces daphne's own method, which raises KeyError after an application crashed."""
        cancel_applications(self.connections)
