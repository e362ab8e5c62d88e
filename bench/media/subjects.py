"""What is measured: the product's call between two people, and a bare peer connection with the same tracks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from playwright.async_api import Browser, Page

from calls.tests.e2e.browser.homes import browsers_at_home
from calls.tests.e2e.browser.visitor import Visitor, visit
from calls.tests.harness.people import Person

from .testbed import Testbed

#: A page that no server has: secure, so that it gets a camera.
BARE_ORIGIN = "https://bare.test"
BARE_PAGE = Path(__file__).parent / "page" / "bare.html"


class Subject(Protocol):
    """Alice's page and Bob's. No call until `connect`, which returns when the second one has answered."""

    visitors: Sequence[Visitor]

    async def connect(self) -> None: ...


class Product:
    def __init__(self, visitors: Sequence[Visitor]) -> None:
        self.visitors = visitors

    async def connect(self) -> None:
        caller, callee = self.visitors
        await caller.call(callee.name)
        await callee.expect_call_from(caller.name)
        await callee.click("Accept")


class Bare:
    """Its messages go through the bench."""

    def __init__(self, visitors: Sequence[Visitor], stun: str) -> None:
        self.visitors, self.servers = visitors, [{"urls": stun}]

    @property
    def pages(self) -> list[Page]:
        return [visitor.page for visitor in self.visitors]

    async def connect(self) -> None:
        await asyncio.gather(
            *(page.evaluate("(servers) => bare.prepare(servers)", self.servers) for page in self.pages)
        )
        caller, callee = self.pages
        offer = await caller.evaluate("bare.offer()")
        answer = await callee.evaluate("(offer) => bare.answer(offer)", offer)
        await caller.evaluate("(answer) => bare.accept(answer)", answer)


async def open_product(testbed: Testbed, browsers: Sequence[Browser]) -> Product:
    visitors = []
    for name, browser in zip(("alice", "bob"), browsers, strict=True):
        # First a page that is one answer: a new browser gives up what it loads while it finds out its network.
        visitor = await visit(browser, Person(testbed.site, name, plain=True), "/healthz", ignore_https_errors=True)
        visitors.append(await visitor.open())
    return Product(visitors)


async def open_bare(testbed: Testbed, browsers: Sequence[Browser]) -> Bare:
    visitors = []
    for name, browser in zip(("alice", "bob"), browsers, strict=True):
        visitor = await Visitor.arrive(browser, BARE_ORIGIN, name, ignore_https_errors=True)
        await visitor.context.route(f"{BARE_ORIGIN}/**", lambda route: route.fulfill(path=BARE_PAGE))
        await visitor.page.goto(f"{BARE_ORIGIN}/call")
        visitors.append(visitor)
    return Bare(visitors, testbed.site.turn.stun)


Open = Callable[[Testbed, Sequence[Browser]], Awaitable[Subject]]
OPEN: dict[str, Open] = {"product": open_product, "bare": open_bare}


@asynccontextmanager
async def opened(name: str, testbed: Testbed, flags: Sequence[str]) -> AsyncIterator[Subject]:
    """In new browsers, with a clean line."""
    testbed.clean()
    async with browsers_at_home(testbed.homes, testbed.site, *flags) as browsers:
        yield await OPEN[name](testbed, browsers)
