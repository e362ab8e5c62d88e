"""A dishonest server: messages between two people go through a third page, a man in the middle."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from playwright.async_api import Browser, Page, WebSocketRoute

from .visitor import SCRIPTS, Visitor

SCRIPT = (SCRIPTS / "mitm.js").read_text()
Json = dict[str, Any]
Intercept = Callable[[Json], Awaitable[Json | None]]


class ManInTheMiddle:
    """Sits between the caller, whose socket is intercepted, and the callee."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def come(cls, browser: Browser, origin: str) -> "ManInTheMiddle":
        # With leave to use devices, a page tells its real addresses.
        context = await browser.new_context(base_url=origin, permissions=["camera", "microphone"])
        page = await context.new_page()
        await page.goto("/healthz")
        await page.evaluate(SCRIPT)
        return cls(page)

    async def intercept(self, caller: Visitor) -> None:
        assert caller.pooled
        caller.pooled.discard()  # the route cannot be taken out of it
        await caller.context.route_web_socket(re.compile("/ws/signaling/"), self._between)

    def _between(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        page.on_message(self._forward(partial(self._from_caller, page), server))
        server.on_message(self._forward(self._to_caller, page))

    def _forward(self, intercept: Intercept, to: WebSocketRoute) -> Callable[[str | bytes], None]:
        """Forward messages in order, however long one of them takes."""
        waiting: asyncio.Queue[str | bytes] = asyncio.Queue()

        async def run() -> None:
            while True:
                changed = await intercept(json.loads(await waiting.get()))
                if changed:
                    to.send(json.dumps(changed))

        self.tasks.append(asyncio.create_task(run()))
        return waiting.put_nowait

    async def _from_caller(self, caller: WebSocketRoute, message: Json) -> Json | None:
        if message["type"] != "offer":
            return await self._keep("caller", message)
        found = await self.page.evaluate("offer => middle.offer(offer)", message["offer"])
        if "offer" in found:
            return message | {"offer": found["offer"]}
        caller.send(json.dumps({"type": "answer", "answer": found["answer"], "call": message["call"]}))
        return None

    async def _to_caller(self, message: Json) -> Json | None:
        if message["type"] == "answer":
            return message | {"answer": await self.page.evaluate("answer => middle.answer(answer)", message["answer"])}
        return await self._keep("callee", message)

    async def _keep(self, who: str, message: Json) -> Json | None:
        """The candidates of either side are for the page between; its own stand in its descriptions.

        It has no connection for what connects while it rings, so it lets nothing of that through.
        """
        if message["type"] == "early":
            return None
        if message["type"] != "candidate":
            return message
        await self.page.evaluate("([who, candidate]) => middle.candidate(who, candidate)", [who, message["candidate"]])
        return None

    async def passed(self) -> list[str]:
        """The types of the words that the two pages have said to each other."""
        found: list[str] = await self.page.evaluate("middle.passed")
        return found

    async def go(self) -> None:
        for task in self.tasks:
            task.cancel()
        ends = await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.page.context.close()
        assert [end for end in ends if not isinstance(end, asyncio.CancelledError)] == []
