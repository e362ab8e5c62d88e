"""A TCP proxy before a service. It passes everything on, or fails in one of four ways."""

import asyncio
import threading
from collections.abc import Coroutine
from enum import StrEnum
from typing import Any, Self

from calls.tests.harness.process import HANG, free_port

#: Seconds that a slow service takes for each answer.
SLOW_SECONDS = 2.0
#: What a server of another protocol says.
OTHER_PROTOCOL = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"


class Fault(StrEnum):
    NONE = "none"
    #: Nobody listens; open connections break.
    REFUSED = "refused"
    #: Connections open, and nothing is ever answered.
    SILENT = "silent"
    #: Each answer takes SLOW_SECONDS.
    SLOW = "slow"
    #: Something else listens at this address.
    WRONG = "wrong"


class FaultProxy:
    """Runs in a thread of its own. Before `port` of this machine; listens on its own `port`."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self.fault = Fault.NONE
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        #: Not set while the fault is SILENT.
        self._answering = asyncio.Event()
        self._answering.set()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._run(self._listen())

    def fail(self, fault: Fault) -> None:
        self._run(self._change(fault))

    def heal(self) -> None:
        self.fail(Fault.NONE)

    @property
    def has_connections(self) -> bool:
        return bool(self._open)

    def stop(self) -> None:
        self.fail(Fault.REFUSED)
        self._loop.call_soon_threadsafe(self._loop.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(HANG)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _change(self, fault: Fault) -> None:
        before, self.fault = self.fault, fault
        if fault is Fault.SILENT:
            self._answering.clear()
        else:
            self._answering.set()
        if Fault.REFUSED in (before, fault) or Fault.WRONG in (before, fault):
            for writer in self._open:
                writer.transport.abort()
        if fault is Fault.REFUSED and self._server:
            self._server.close()
            self._server = None
        elif fault is not Fault.REFUSED and not self._server:
            await self._listen()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if self.fault is Fault.WRONG:
                writer.write(OTHER_PROTOCOL)
                while await reader.read(65536):
                    writer.write(OTHER_PROTOCOL)
            else:
                await self._pass_on(reader, writer)
        except OSError:
            pass
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_service, to_service = await asyncio.open_connection("127.0.0.1", self.target)
        ways = [
            asyncio.create_task(self._ask(reader, to_service)),
            asyncio.create_task(self._answer(from_service, writer)),
        ]
        self._open.add(to_service)
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open.discard(to_service)
            to_service.transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _ask(self, reader: asyncio.StreamReader, to_service: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            to_service.write(data)
            await to_service.drain()

    async def _answer(self, from_service: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers arrive late, but no later because others are under way."""
        late: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            data = b"..."
            while data:
                arrived, data = await late.get()
                await self._answering.wait()
                if self.fault is Fault.SLOW:
                    await asyncio.sleep(arrived + SLOW_SECONDS - self._loop.time())
                writer.write(data)

        delivering = asyncio.create_task(deliver())
        try:
            data = b"..."
            while data:
                data = await from_service.read(65536)
                late.put_nowait((self._loop.time(), data))
            await delivering
        finally:
            delivering.cancel()
