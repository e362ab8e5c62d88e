"""One person: a page on a socket that reconnects, and random decisions."""

import asyncio
import time
from functools import partial
from random import Random

from calls.tests.client import Connection, Message, connect, new_call
from calls.tests.client.connection import signaling_path
from calls.tests.client.page import Page
from calls.tests.client.page_call import PageCall
from calls.tests.client.page_socket import PageSocket

from .call_log import Call, CallLog

DECLINES = 0.05
#: Seconds until a person accepts or declines.
DECIDES = (0.3, 2.0)


class Person(Page):
    def __init__(self, name: str, cookie: str, ports: set[int], log: CallLog, random: Random) -> None:
        super().__init__()
        self.name, self.cookie, self.ports, self.log, self.random = name, cookie, ports, log, random
        self.socket = PageSocket(self.connect, random)
        self.socket.on_message = self.receive
        self.socket.on_closed = self.on_closed
        self.party: str | None = None
        self.away_since: float | None = None
        self.list_timer: asyncio.TimerHandle | None = None
        #: What the log says of the call that this page takes part in.
        self.entry: Call | None = None

    @property
    def online(self) -> bool:
        return self.socket.online

    @property
    def free(self) -> bool:
        return self.online and self.call is None and self.waiting is None

    async def stay(self, delay: float) -> None:
        """Be there until cancelled."""
        await asyncio.sleep(delay)
        try:
            await self.socket.run()
        finally:
            self.close()
            if self.list_timer:
                self.list_timer.cancel()

    def call_somebody(self, callee: str, lasts: float) -> None:
        call = Call(new_call(), self.name, callee, lasts, self.random.choice([self.name, callee]))
        self.log.began(call)
        self.place(callee, call.id)

    # The socket

    async def connect(self) -> Connection:
        if not self.ports:
            raise ConnectionRefusedError("no worker runs")
        port = self.random.choice(sorted(self.ports))
        url = f"ws://127.0.0.1:{port}{signaling_path(self.party)}"
        return await connect(url, origin=f"http://localhost:{port}", cookie=self.cookie)

    def send(self, kind: str, **fields: object) -> bool:
        return self.socket.send(kind, **fields)

    def receive(self, message: Message) -> None:
        if message["type"] == "hello":
            self.party = message["party"]
            self.ask_for_people(message)
            if self.away_since is not None:
                self.log.away[self.log.fault].append(time.monotonic() - self.away_since)
                self.away_since = None
        super().receive(message)

    def on_closed(self, code: int) -> None:
        self.log.closed[code] += 1
        if code in (4401, 4409):
            self.log.unexplained.append(f"{self.name} was closed with {code}, {self.log.fault}")
        if self.online:
            self.away_since = time.monotonic()

    def ask_for_people(self, hello: Message) -> None:
        if self.list_timer:
            self.list_timer.cancel()
        self.list_timer = asyncio.get_running_loop().call_later(
            hello["list_in"], partial(self.send, "people", query="", page=1, live=True)
        )

    # The call

    async def wants(self, _call: PageCall) -> bool:
        await asyncio.sleep(self.random.uniform(*DECIDES))
        return self.random.random() >= DECLINES

    def has_had_enough(self, _call: PageCall) -> bool:
        entry = self.entry
        if entry is None or entry.connected is None or entry.quitter != self.name:
            return False
        return time.monotonic() - entry.connected > entry.lasts

    def is_real(self, call: str) -> bool:
        return call in self.log.live

    def on_begin(self, call: PageCall) -> None:
        self.entry = self.log.live[call.id]
        self.entry.taking_part.add(self.name)

    def on_accepted(self, _call: PageCall) -> None:
        if self.entry and self.entry.accepted is None:
            self.entry.accepted = time.monotonic()

    def on_connected(self, _call: PageCall) -> None:
        if self.entry:
            self.log.connected += self.entry.hears(self.name)

    def on_media(self, call: PageCall, number: int) -> None:
        self.log.heard(number - call.received, time.monotonic() - call.received_at if call.connected else 0)

    def on_end(self, _call: PageCall, reason: str, *, on_purpose: bool) -> None:
        if self.entry:
            self.log.over(self.entry, self.name, reason, on_purpose=on_purpose)

    def on_unknown_call(self, server_call: Message) -> None:
        self.log.unexplained.append(f"{self.name} is not in {server_call}")
        super().on_unknown_call(server_call)
