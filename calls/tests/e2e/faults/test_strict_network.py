"""A site as deploy/host has it, for networks that let nothing but TCP 443 to it through, and for others."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from calls.tests.e2e.browser.looks.pictures import take_pictures
from calls.tests.e2e.browser.setup_check import Verdicts, run_check, state_of
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage, launched
from calls.tests.harness.network.chromium import knowing, program_on, trusting
from calls.tests.harness.network.front_site import FrontSite
from calls.tests.harness.network.hosts import Host, Internet
from calls.tests.harness.network.uplink import Uplink
from calls.tests.harness.people import Person
from calls.tests.harness.process import ROOT
from calls.tests.harness.sites import sqlite_copy

pytestmark = pytest.mark.tier2

#: Seconds from "Accept" to the call.
CONNECTED = 5
GRANT = "--use-fake-ui-for-media-stream"
#: In a page, answers 429 if its address has too many sockets already.
SECOND_SOCKET = """() => new Promise((resolve) => {
  const socket = new WebSocket("/ws/signaling/");
  socket.onopen = () => resolve("open");
  socket.onerror = () => resolve("refused");
})"""


class Office:
    """A machine behind a router that allows nothing but TCP 443 to the site, if it is strict.

    Its browser trusts the authority that signs the site's certificate.
    """

    def __init__(self, internet: Internet, number: int, site: FrontSite, *, strict: bool = True) -> None:
        self.machine = Host(f"machine-{number}")
        self.uplink = Uplink(internet, self.machine, number)
        if strict:
            self.uplink.allow_only(site.address, 443)
        self.uplink.up()
        before = [*knowing(site.hosts), *trusting(site.authority)]
        self.chromium = program_on(self.machine, "chromium-headless-shell", before)

    def stop(self) -> None:
        self.uplink.stop()
        self.machine.stop()


@pytest.fixture(scope="module")
def front_site(internet: Internet, migrated_file: Path, static_root: str) -> Iterator[tuple[Internet, FrontSite]]:
    # One socket for each address: two people are refused who share one, the proxy's for example.
    limit = {"CONNECTIONS_PER_ADDRESS": "1", "TEST_STATIC_ROOT": static_root}
    site = FrontSite(internet, sqlite_copy(migrated_file), **limit)
    yield internet, site
    site.stop()


@pytest.fixture
async def pair(front_site: tuple[Internet, FrontSite], open_page: OpenPage) -> AsyncIterator[tuple[Visitor, Visitor]]:
    internet, site = front_site
    offices = [Office(internet, number, site) for number in (11, 12)]
    people = Person(site, "alice"), Person(site, "bob")
    starting = [asynccontextmanager(launched)(GRANT, path=office.chromium) for office in offices]
    async with AsyncExitStack() as stack:
        browsers = await asyncio.gather(*map(stack.enter_async_context, starting))
        # First a page that is one answer: what a new browser finds out of its network breaks what it loads meanwhile.
        caller, callee = [
            await open_page(who, "/healthz", browser=browser) for who, browser in zip(people, browsers, strict=True)
        ]
        yield await caller.open(), await callee.open()
        for visitor in (caller, callee):
            await visitor.context.close()
            visitor.ignore_reconnect_errors()
    for office in offices:
        office.stop()


def test_the_relay_can_be_used_by_tls_and_not_otherwise(front_site: tuple[Internet, FrontSite]) -> None:
    """With the certificate verified, as a browser does it."""
    internet, site = front_site
    office = Office(internet, 13, site)
    turn_check = [sys.executable, "manage.py", "turn_check", "--timeout=2"]
    argv = [*office.machine.inside, *knowing(site.hosts), *turn_check]
    env = site.env | {"SSL_CERT_FILE": str(site.authority)}
    said = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False).stdout
    office.stop()
    by_udp, by_tcp, by_tls = said[said.index("turn:") :].split("turn")[1:4]
    assert "does not answer" in by_udp and "does not answer" in by_tcp, said
    assert f"relays at {site.address}:" in by_tls and "Carries data through two relays and back" in by_tls, said


async def test_a_call_where_only_tcp_443_is_let_through(pair: tuple[Visitor, Visitor]) -> None:
    caller, callee = pair
    await caller.call(callee.name)
    await callee.expect_call_from(caller.name)
    await callee.click("Accept")
    accepted = time.monotonic()
    await asyncio.gather(*(visitor.wait_for_state("active") for visitor in pair))
    connected = time.monotonic() - accepted
    print(f"\nconnected {connected:.2f} s after the press on Accept")
    await asyncio.gather(*(visitor.expect_media() for visitor in pair))
    assert connected < CONNECTED
    for visitor in pair:
        assert await visitor.candidate_types() == {("relay", "relay")}
        await visitor.click("More")
        await visitor.click("Call details")
        await visitor.expect_text("Relayed over TLS")
    assert await caller.page.evaluate(SECOND_SOCKET) == "refused"


async def check(internet: Internet, site: FrontSite, open_page: OpenPage, *, strict: bool) -> Verdicts:
    office = Office(internet, 14, site, strict=strict)
    async with asynccontextmanager(launched)(GRANT, path=office.chromium) as browser:
        visitor = await (await open_page(Person(site, "carol"), "/healthz", browser=browser)).open("/check/")
        verdicts = await run_check(visitor)
        for press in ("Play a tone", "I heard it", "Record 3 seconds", "I heard myself"):
            await visitor.click(press)
        verdicts |= {step: (await state_of(visitor, step) or "", "") for step in ("speaker", "recording")}
        await take_pictures(visitor.page, f"en-check-{'strict-network' if strict else 'everything-works'}")
        await visitor.context.close()
        visitor.ignore_reconnect_errors()
    office.stop()
    return verdicts


async def test_the_check_finds_everything_working(front_site: tuple[Internet, FrontSite], open_page: OpenPage) -> None:
    verdicts = await check(*front_site, open_page, strict=False)
    assert {step for step, (state, _) in verdicts.items() if state == "works"} == set(verdicts), verdicts


async def test_the_check_finds_that_tls_alone_is_let_through(
    front_site: tuple[Internet, FrontSite], open_page: OpenPage
) -> None:
    verdicts = await check(*front_site, open_page, strict=True)
    failing = {step for step, (state, _) in verdicts.items() if state != "works"}
    assert failing == {"stun", "turn-udp", "turn-tcp"}, verdicts
    assert "TLS" in verdicts["relay"][1]
