"""Networks of every kind: many addresses, a symmetric NAT on both sides, no UDP, no IPv4. Calls connect at once."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from calls.tests.e2e.browser.homes import Home, Ipv6Home, Pair, at_home
from calls.tests.e2e.browser.visitor import Visitor, talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.network.hosts import Internet
from calls.tests.harness.network.remote_site import Ipv6Site, RemoteSite
from calls.tests.harness.sites import sqlite_copy

pytestmark = pytest.mark.tier2

#: As a machine with VPNs and containers has.
ADDRESSES = 30


@pytest.fixture
def homes(internet: Internet) -> Iterator[tuple[Home, Home]]:
    found = Home(internet, 1), Home(internet, 3)
    yield found
    for home in found:
        home.stop()


@pytest.fixture
async def sent(
    network: Any, homes: tuple[Home, Home], remote_site: RemoteSite, open_page: OpenPage
) -> AsyncIterator[tuple[Pair, list[dict[str, Any]]]]:
    """The pair, and what both pages send; `network` is set up before their browsers start."""
    async with at_home(homes, remote_site, open_page) as pair:
        frames: list[dict[str, Any]] = []
        for visitor in pair.both:
            await listen(visitor, frames)
        yield pair, frames


async def listen(visitor: Visitor, frames: list[dict[str, Any]]) -> None:
    """Keep what the page sends: it reloads, so that its socket is a new one."""
    visitor.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(json.loads(frame))))
    await visitor.open()


async def connects_at_once(pair: Pair, frames: list[dict[str, Any]]) -> None:
    """Without a restart or a second peer connection, which would come after 8 s."""
    await pair.caller.call(pair.callee.name)
    await pair.callee.expect_call_from(pair.caller.name)
    began = time.monotonic()
    await pair.callee.click("Accept")
    await asyncio.gather(*(visitor.wait_for_state("active") for visitor in pair.both))
    print(f"\nconnected {time.monotonic() - began:.1f} s after the press")
    await asyncio.gather(*(visitor.expect_media() for visitor in pair.both))
    assert [frame["type"] for frame in frames if frame["type"] in ("offer", "answer", "rejoin")] == ["offer", "answer"]


@pytest.fixture
def many_addresses(homes: tuple[Home, Home]) -> None:
    homes[0].machine.add_interfaces(ADDRESSES)


@pytest.fixture
def symmetric(homes: tuple[Home, Home]) -> None:
    for home in homes:
        home.leave_the_wifi()


@pytest.fixture
def no_udp(homes: tuple[Home, Home]) -> None:
    homes[0].wifi.block_udp()


@pytest.fixture
def network(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(request.param)


@pytest.mark.parametrize("network", ["many_addresses"], indirect=True)
async def test_a_machine_with_many_addresses(sent: tuple[Pair, list[dict[str, Any]]]) -> None:
    pair, frames = sent
    await connects_at_once(pair, frames)
    candidates = [frame["candidate"] for frame in frames if frame["type"] == "candidate"]
    print(f"{len(candidates)} candidates, with {ADDRESSES} addresses more")
    assert {candidate["sdpMLineIndex"] for candidate in candidates} == {0}
    # Of each address: UDP, TCP, the outside one, and a relay over UDP and over TCP.
    assert ADDRESSES < len(candidates) <= (ADDRESSES + 2) * 5


@pytest.mark.parametrize("network", ["symmetric"], indirect=True)
async def test_a_symmetric_nat_on_both_sides(sent: tuple[Pair, list[dict[str, Any]]]) -> None:
    pair, frames = sent
    await connects_at_once(pair, frames)
    for visitor in pair.both:
        assert any("relay" in ends for ends in await visitor.candidate_types())


@pytest.mark.parametrize("network", ["no_udp"], indirect=True)
async def test_a_network_without_udp_uses_the_relay_over_tcp(sent: tuple[Pair, list[dict[str, Any]]]) -> None:
    pair, frames = sent
    await connects_at_once(pair, frames)
    assert {local for local, _ in await pair.caller.candidate_types()} == {"relay"}


@pytest.fixture
def ipv6_site(internet: Internet, migrated_file: Path, static_root: str) -> Iterator[Ipv6Site]:
    site = Ipv6Site(internet, sqlite_copy(migrated_file), TEST_STATIC_ROOT=static_root)
    yield site
    site.stop()


@pytest.fixture
def ipv6_homes(internet: Internet) -> Iterator[tuple[Ipv6Home, Ipv6Home]]:
    found = Ipv6Home(internet, 11), Ipv6Home(internet, 12)
    yield found
    for home in found:
        home.stop()


async def test_everything_works_without_ipv4(
    ipv6_homes: tuple[Ipv6Home, Ipv6Home], ipv6_site: Ipv6Site, open_page: OpenPage
) -> None:
    """Signing in, the socket, and calls: direct ones, and through the relay."""
    async with at_home(ipv6_homes, ipv6_site, open_page) as pair:
        for path, expected in (("/", "host"), ("/?relay=1", "relay")):
            await asyncio.gather(*(visitor.open(path) for visitor in pair.both))
            await talk(pair.caller, pair.callee)
            assert {own for visitor in pair.both for own, _ in await visitor.candidate_types()} == {expected}
            await pair.caller.click("Hang up")
            await asyncio.gather(*(visitor.wait_for_state("idle") for visitor in pair.both))
        # A form: its origin has brackets, too.
        await pair.caller.page.goto("/accounts/logout/")
        await pair.caller.click("Sign out")
        await pair.caller.page.wait_for_url("**/accounts/login/**")
