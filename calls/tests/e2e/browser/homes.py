"""Two people at home, each behind a NAT router of an internet on this machine, and their call to each other."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Protocol

from playwright.async_api import Browser

from calls.tests.e2e.conftest import OpenPage, launched
from calls.tests.harness.network.chromium import knowing, program_on
from calls.tests.harness.network.hosts import Host, Internet
from calls.tests.harness.network.remote_site import RemoteSite
from calls.tests.harness.network.uplink import SYMMETRIC, Uplink
from calls.tests.harness.people import Person
from calls.tests.harness.process import until

from .visitor import Visitor, talk, wait_until

#: Milliseconds. A page looks every half second, and wants to see packets twice before it believes in them.
COVERED = 2500


class Home:
    """Somebody's machine, with an ordinary home's wifi, and a mobile network whose NAT is symmetric, as many are."""

    def __init__(self, internet: Internet, number: int) -> None:
        self.machine = Host(f"machine-{number}")
        self.wifi = Uplink(internet, self.machine, number)
        self.mobile = Uplink(internet, self.machine, number + 1, SYMMETRIC)
        self.settle()

    def settle(self) -> None:
        """As it is when nothing happens: on the wifi."""
        self.wifi.restore()
        self.mobile.down()
        self.wifi.up()

    def leave_the_wifi(self) -> None:
        self.wifi.down()
        self.mobile.up()

    def stop(self) -> None:
        for it in (self.wifi, self.mobile, self.machine):
            it.stop()


class HasMachine(Protocol):
    machine: Host


class Pair:
    """Alice and Bob, each at home, and their call."""

    call: str

    def __init__(self, site: RemoteSite, pk: int, caller: Visitor, callee: Visitor) -> None:
        self.site, self.pk, self.caller, self.callee = site, pk, caller, callee
        self.both = (caller, callee)
        #: What both pages send from their next socket on.
        self.sent: list[dict[str, Any]] = []
        for visitor in self.both:
            visitor.page.on("websocket", lambda socket: socket.on("framesent", self.keep))

    def keep(self, frame: str | bytes) -> None:
        self.sent.append(json.loads(frame))

    async def ask(self, script: str, *about: float) -> list[float]:
        """What both pages say to it."""
        return list(await asyncio.gather(*(visitor.page.evaluate(script, *about) for visitor in self.both)))

    async def talk(self) -> None:
        await talk(self.caller, self.callee)
        (self.call,) = {said["call"] for said in self.caller.heard if said["type"] == "accepted"}
        await self.ask("tests.watch()")

    async def connects_at_once(self, ready: str = "") -> float:
        """Without healing or another peer connection, which would come after 8 s. Returns the seconds from Accept.

        That is pressed once `ready`, a function of the page, is true on both.
        """
        self.sent.clear()
        await self.caller.call(self.callee.name)
        await self.callee.expect_call_from(self.caller.name)
        if ready:
            await asyncio.gather(*(wait_until(visitor.page, ready) for visitor in self.both))
        began = time.monotonic()
        await self.callee.click("Accept")
        await asyncio.gather(*(visitor.wait_for_state("active") for visitor in self.both))
        took = time.monotonic() - began
        print(f"\nconnected {took:.1f} s after the press")
        await asyncio.gather(*(visitor.expect_media() for visitor in self.both))
        types = [frame["type"] for frame in self.sent if frame["type"] in ("offer", "answer", "rejoin")]
        # What has connected while it rang needs no answer, and offers once more to find the direct way.
        assert types in (["offer", "answer"], ["offer", "offer", "answer"][: len(types)]), types
        return took

    async def paths(self) -> set[tuple[str, str]]:
        """The local and remote candidate types that both pages use."""
        return {types for visitor in self.both for types in await visitor.candidate_types()}

    async def goes_directly(self) -> None:
        await asyncio.gather(*(visitor.goes_directly() for visitor in self.both))

    async def read_that_it_reconnects(self) -> None:
        await asyncio.gather(*(visitor.expect_text("Reconnecting…") for visitor in self.both))

    async def the_server_gives_up_the_caller(self) -> None:
        """As long as she is online, she has a connection in the record."""
        gone = lambda: self.site.admin("connections", pk=self.pk)["count"] == 0  # noqa: E731
        await asyncio.to_thread(until, gone, "the server has noticed")

    async def are_back(self, what: str, since: float) -> None:
        """They see and hear each other again, in the same call; `since`: when they could (seconds since 1970)."""
        await asyncio.gather(*(visitor.expect_media() for visitor in self.both))
        await asyncio.gather(*(visitor.wait_for_state("active") for visitor in self.both))
        back = await self.ask("tests.resumed", since * 1000)
        print(f"\n{what}: frames again after {back[0]:.2f} s (caller), {back[1]:.2f} s (callee)")
        await asyncio.gather(*(visitor.wait_for_online() for visitor in self.both))
        assert max(await self.ask("tests.covered()")) < COVERED
        for visitor in self.both:
            assert [said for said in visitor.heard if said["type"] == "leave"] == []
            calls = {said["call"]["call"] for said in visitor.heard if said["type"] == "hello" and said["call"]}
            assert calls <= {self.call}
        assert self.site.admin("call", call=self.call)["state"] == "active"


@asynccontextmanager
async def browsers_at_home(homes: Sequence[HasMachine], site: RemoteSite, *flags: str) -> AsyncIterator[list[Browser]]:
    """One for each: a browser that has just noticed another network gives up what it is loading."""
    flags = "--use-fake-ui-for-media-stream", *flags
    programs = [program_on(home.machine, "chromium-headless-shell", knowing(site.hosts)) for home in homes]
    starting = [asynccontextmanager(launched)(*flags, path=path) for path in programs]
    async with AsyncExitStack() as stack:
        yield await asyncio.gather(*map(stack.enter_async_context, starting))


@asynccontextmanager
async def at_home(
    homes: Sequence[HasMachine], site: RemoteSite, open_page: OpenPage, *flags: str
) -> AsyncIterator[Pair]:
    people = Person(site, "alice"), Person(site, "bob")
    async with browsers_at_home(homes, site, *flags) as browsers:
        # First a page that is one answer: what a new browser finds out of its network breaks what it loads meanwhile.
        come = [
            await open_page(who, "/healthz", browser=browser, ignore_https_errors=True)
            for who, browser in zip(people, browsers, strict=True)
        ]
        both = Pair(site, people[0].pk, *come)
        for visitor in both.both:
            await visitor.open()
        try:
            yield both
        finally:
            for visitor in both.both:
                await visitor.context.close()
                visitor.ignore_reconnect_errors()
