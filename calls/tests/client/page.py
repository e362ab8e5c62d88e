"""A page without pixels and media: places and takes calls, and repeats what was not answered.

The rules are those of static/calls/call/ and static/calls/rtc/. In place of media, both
sides of an accepted call send numbered candidates. A side is connected when it has the peer's
description and receives one of them.
"""

import asyncio
import time

from .page_call import PageCall
from .page_rules import PageRules

#: Candidates that a caller sends with its offer, before anybody has accepted.
EARLY = 3


class Page(PageRules):
    def place(self, peer: str, call: str) -> None:
        placed = self._begin(PageCall(call, peer, caller=True))
        self.send_offer()
        for _ in range(EARLY):
            self.send_candidate(placed)
        placed.task = asyncio.create_task(self._as_caller(placed))

    def leave(self, reason: str) -> None:
        """Cancel, decline, hang up or give up."""
        if self.call:
            self.send("leave", call=self.call.id, reason=reason)
            self.left.add(self.call.id)
            self._end(reason, on_purpose=reason in ("declined", "hung-up"))

    def close(self) -> None:
        """Stop all timers; nothing is sent."""
        if self.call and self.call.task:
            self.call.task.cancel()
        if self._sync:
            self._sync.cancel()

    async def _as_caller(self, call: PageCall) -> None:
        for _ in range(self.timing.repeats):
            await asyncio.sleep(self.timing.repeat)
            if call.placed:
                break
            self.send_offer()
        if not call.placed:
            return self.leave("unreachable")
        while not call.accepted:  # noqa: ASYNC110  (the server ends the ring)
            await asyncio.sleep(0.5)
        await self._talk(call)

    async def _as_callee(self, call: PageCall) -> None:
        if not await self.wants(call):
            return self.leave("declined")
        call.accepted = True
        self.send_accept(call)
        await self._talk(call)

    async def _talk(self, call: PageCall) -> None:
        """Send media, and say again what a connection that does not come may lack."""
        began = time.monotonic()
        due = began + self.timing.connect
        while True:
            self.send_candidate(call)
            now = time.monotonic()
            if not call.connected and now >= due:
                due = now + self.timing.retry
                if call.caller:
                    self.send_offer()
                elif not call.described:
                    self.send_accept(call)
            if not call.connected and now - began > self.timing.give_up:
                return self.leave("failed")
            if self.has_had_enough(call):
                return self.leave("hung-up")
            await asyncio.sleep(self.timing.media)
