"""One person's page without pixels and media: the rules of static/calls/ for socket, greeting and call.

It knows the wire protocol. In place of media, both sides of an accepted call send numbered candidates: a call is
connected for a side that has the peer's description and hears them.
"""

import asyncio
import json
import time
from contextlib import suppress
from random import Random
from typing import Any
from uuid import uuid4

from websockets.exceptions import InvalidHandshake

from calls.tests.client.connection import Connection, connect, signaling_path
from calls.tests.client.messages import encode

from .ledger import Call, Ledger

# signaling/socket.js and lib/backoff.js, in seconds.
PING, STALE, FIRST, CAP = 5.0, 10.0, 0.5, 15.0
# call/people.js: how often a page that somebody looks at asks for its list.
LOOK = 15.0
# call/call.js and rtc/health.js, in seconds.
REPEAT, REPEATS, CONNECT, RETRY, GIVE_UP = 5.0, 4, 8.0, 5.0, 45.0
#: "Try again in a moment": seconds.
MOMENT = 1.0
SDP = "v=0\r\n" + "a=candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx\r\n" * 20
DECLINES = 0.05

Json = dict[str, Any]


class Part:
    """What a page knows of the call that it takes part in (`Talk` in call/call.js)."""

    def __init__(self, call: Call, name: str) -> None:
        self.call, self.caller = call, call.caller == name
        self.peer = call.callee if self.caller else call.caller
        self.placed = self.accepted = self.described = self.hears = False
        self.sent = self.last = 0
        self.last_heard = 0.0
        self.task: asyncio.Task[None] | None = None


class Page:
    def __init__(self, name: str, cookie: str, ports: set[int], ledger: Ledger, random: Random) -> None:
        self.name, self.cookie, self.ports, self.ledger, self.random = name, cookie, ports, ledger, random
        self.connection: Connection | None = None
        self.party = ""
        self.online, self.heard, self.pinged, self.attempts = False, 0.0, 0.0, 0
        self.since: float | None = None
        self.part: Part | None = None
        self.waiting: Call | None = None
        #: Calls that this page has left, of which the server may not have heard.
        self.left: set[str] = set()
        self.again: asyncio.TimerHandle | None = None

    @property
    def free(self) -> bool:
        return self.online and self.part is None and self.waiting is None

    # The socket (signaling/socket.js)

    async def stay(self, delay: float) -> None:
        """Be there until cancelled, whatever happens to the socket."""
        await asyncio.sleep(delay)
        try:
            while True:
                await self.visit()
                await asyncio.sleep(min(FIRST * 2**self.attempts, CAP) * self.random.random())
                self.attempts += 1
        finally:
            if self.part and self.part.task:
                self.part.task.cancel()
            if self.again:
                self.again.cancel()

    async def visit(self) -> None:
        connection: Connection | None = None
        try:
            if not self.ports:
                return
            async with asyncio.timeout(STALE):
                port = self.random.choice(sorted(self.ports))
                url = f"ws://127.0.0.1:{port}{signaling_path(self.party or None)}"
                connection = await connect(url, origin=f"http://localhost:{port}", cookie=self.cookie)
            self.connection = connection
            self.heard = self.pinged = time.monotonic()
            for payload in connection.unread:
                self.hear(payload)
            connection.on_text = self.hear
            await self.keep(connection)
        except (OSError, TimeoutError, InvalidHandshake):
            pass
        finally:
            if connection:
                connection.on_text = lambda _payload: None
                code = connection.close_code or 1006
                self.ledger.closed[code] += 1
                if code in (4401, 4409):
                    self.ledger.unexplained.append(f"{self.name} was closed with {code}, {self.ledger.fault}")
                connection.abort()
            if self.online:
                self.online, self.since = False, time.monotonic()

    async def keep(self, connection: Connection) -> None:
        """Return when the socket is closed, or says nothing any more."""
        looks = self.random.uniform(0, LOOK)
        while not connection.closed.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(PING):
                    await connection.closed.wait()
            now = time.monotonic()
            if self.heard < self.pinged and now - self.pinged >= STALE:
                return
            if self.heard >= self.pinged:
                self.pinged = now
            if self.online:
                self.send("ping")
                if self.free and (looks := looks - PING) <= 0:
                    looks = LOOK
                    self.send("people", query="", page=1)
            elif now - self.heard >= STALE:
                return

    def send(self, kind: str, **fields: Any) -> bool:
        """False where nobody would have heard it: the next greeting tells what is to be said again."""
        if not self.online or self.connection is None or not self.connection.is_open:
            return False
        self.connection.send(encode(kind, **fields))
        return True

    def hear(self, payload: bytes) -> None:
        self.heard = time.monotonic()
        message = json.loads(payload)
        if handle := getattr(self, f"on_{message['type']}", None):
            handle(message)

    def cut(self) -> None:
        """The network goes away without a word."""
        if self.connection:
            self.connection.abort()

    # The greeting (call/controller.js, call/reconcile.js)

    def on_hello(self, message: Json) -> None:
        self.party = message["party"]
        self.online, self.attempts = True, 0
        if self.since is not None:
            self.ledger.away[self.ledger.fault].append(time.monotonic() - self.since)
            self.since = None
        self.reconcile(message["call"])

    def reconcile(self, truth: Json | None) -> None:
        held = truth["call"] if truth else ""
        self.left &= {held}
        if self.waiting and self.waiting.id != held:
            self.waiting = None
        if held in self.left:
            self.send("leave", call=held)
            self.later()  # a word that nobody confirms
        elif self.part is None:
            self.adopt(truth)
        elif held != self.part.call.id and self.part.caller and not self.part.placed:
            self.offer()
        elif held != self.part.call.id:
            self.end("gone")
            self.reconcile(truth)
        elif truth:
            self.say_again(self.part, truth)

    def adopt(self, truth: Json | None) -> None:
        if not truth:
            return
        call = self.ledger.live.get(truth["call"])
        if call and truth["role"] == "callee" and truth["state"] != "active":
            self.ring(call)
        elif truth["here"]:
            self.ledger.unexplained.append(f"{self.name} knows nothing of {truth}")
            self.left.add(truth["call"])
            self.send("leave", call=truth["call"])

    def say_again(self, part: Part, truth: Json) -> None:
        active = truth["state"] == "active"
        if part.caller and active:
            self.answered(part)
        elif part.caller:
            part.placed = part.placed or truth["state"] == "ringing"
            self.offer()
        elif active and not truth["here"]:
            self.end("answered-elsewhere")
        elif part.accepted and not part.hears:
            self.accept(part)
        elif not part.accepted:
            self.send("ringing", call=part.call.id)

    def later(self) -> None:
        """Ask for the truth in a moment; it says what is to be said again."""
        if self.again is None or self.again.when() <= asyncio.get_running_loop().time():
            self.again = asyncio.get_running_loop().call_later(MOMENT, self.send, "sync")

    def on_error(self, message: Json) -> None:
        code, part = message["code"], self.part
        if code == "unavailable":
            self.later()
        elif part is None:
            return
        elif code in ("in-call", "self-call") and part.caller and not part.placed:
            self.end(code)
        elif message.get("call") != part.call.id:
            return
        elif code == "too-late" and not part.hears:
            self.end(code)
        elif code == "not-found":
            self.send("sync")

    # The call (call/call.js, rtc/media_connection.js, rtc/health.js)

    def place(self, callee: str, lasts: float) -> None:
        quitter = self.random.choice([self.name, callee])
        call = Call(str(uuid4()), self.name, callee, lasts, quitter)
        self.ledger.began(call)
        part = self.begin(call)
        self.offer()
        for _ in range(3):
            self.candidate(part)
        part.task = asyncio.create_task(self.as_caller(part))

    def begin(self, call: Call) -> Part:
        self.part = Part(call, self.name)
        call.taking_part.add(self.name)
        return self.part

    def offer(self) -> None:
        if self.part:
            offer = {"type": "offer", "sdp": SDP}
            self.send("offer", name=self.part.peer, call=self.part.call.id, offer=offer)

    def candidate(self, part: Part) -> None:
        if self.send("candidate", call=part.call.id, candidate={"candidate": f"n={part.sent + 1}", "sdpMid": "0"}):
            part.sent += 1

    async def as_caller(self, part: Part) -> None:
        for _ in range(REPEATS):
            await asyncio.sleep(REPEAT)
            if part.placed:
                break
            self.offer()
        if not part.placed:
            self.leave("unreachable")
        while not part.accepted:  # noqa: ASYNC110  (as often as a page would look; the server ends the ring)
            await asyncio.sleep(0.5)
        await self.talk(part)

    async def as_callee(self, part: Part) -> None:
        await asyncio.sleep(self.random.uniform(0.3, 2.0))
        if self.random.random() < DECLINES:
            self.leave("declined")
            return
        part.accepted = True
        self.accept(part)
        await self.talk(part)

    async def talk(self, part: Part) -> None:
        begun = time.monotonic()
        due = begun + CONNECT
        while True:
            self.candidate(part)
            now, call = time.monotonic(), part.call
            if not part.hears and now >= due:
                due = now + RETRY
                if part.caller:
                    self.offer()
                elif not part.described:
                    self.accept(part)
            if not part.hears and now - begun > GIVE_UP:
                self.leave("failed")
            if call.connected and call.quitter == self.name and now - call.connected > call.lasts:
                self.leave("hung-up")
            await asyncio.sleep(1)

    def accept(self, part: Part) -> None:
        self.send("accept", call=part.call.id, needs_offer=not part.described)
        if part.described:
            self.answer(part)

    def answer(self, part: Part) -> None:
        self.send("answer", call=part.call.id, answer={"type": "answer", "sdp": SDP})

    def leave(self, why: str) -> None:
        """Cancel, decline, hang up or give up."""
        part = self.part
        if part:
            self.send("leave", call=part.call.id, reason=why)
            self.left.add(part.call.id)
            self.end(why, purpose=why in ("declined", "hung-up"))

    def end(self, why: str, *, purpose: bool = False) -> None:
        part, self.part = self.part, None
        if part is None:
            return
        if part.task:
            part.task.cancel()
        self.ledger.over(part.call, self.name, why, purpose=purpose)
        waiting, self.waiting = self.waiting, None
        if waiting and waiting.id in self.ledger.live:
            self.ring(waiting)

    def ring(self, call: Call) -> None:
        part = self.begin(call)
        self.send("ringing", call=call.id)
        part.task = asyncio.create_task(self.as_callee(part))

    def answered(self, part: Part) -> None:
        part.placed = part.accepted = True
        part.call.accepted = part.call.accepted or time.monotonic()

    def ours(self, message: Json) -> Part | None:
        return self.part if self.part and self.part.call.id == message["call"] else None

    def on_calling(self, message: Json) -> None:
        if part := self.ours(message):
            part.placed = True

    on_ringing = on_calling

    def on_accepted(self, message: Json) -> None:
        if part := self.ours(message):
            self.answered(part)
            if part.caller and message["needs_offer"]:
                self.offer()

    def on_offer(self, message: Json) -> None:
        call = self.ledger.live.get(message["call"])
        if message["call"] in self.left or call is None or call.caller == self.name:
            return
        if self.part is None:
            self.ring(call)
        if part := self.ours(message):
            part.described = True
            if part.accepted:
                self.answer(part)
        else:
            self.waiting = call

    def on_answer(self, message: Json) -> None:
        if part := self.ours(message):
            self.answered(part)
            part.described = True

    def on_candidate(self, message: Json) -> None:
        part = self.ours(message)
        if part is None:
            return
        number, now = int(message["candidate"]["candidate"].partition("=")[2]), time.monotonic()
        self.ledger.heard(number - part.last, now - part.last_heard if part.hears else 0)
        part.last, part.last_heard = max(part.last, number), now
        if part.accepted and part.described and not part.hears:
            part.hears = True
            self.ledger.connected += part.call.hears(self.name)

    def on_leave(self, message: Json) -> None:
        if self.waiting and self.waiting.id == message["call"]:
            self.waiting = None
        if self.ours(message):
            self.end(message["reason"])
