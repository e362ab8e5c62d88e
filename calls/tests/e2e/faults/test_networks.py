"""Networks of every kind: many addresses, a symmetric NAT on both sides, no UDP. Calls connect at once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from calls.tests.e2e.browser.homes import Home, Pair, at_home
from calls.tests.e2e.browser.visitor import DIRECT
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.network.hosts import Internet
from calls.tests.harness.network.remote_site import RemoteSite, StunSite

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
async def pair(
    network: Any, homes: tuple[Home, Home], remote_site: RemoteSite, open_page: OpenPage
) -> AsyncIterator[Pair]:
    """`network` is set up before their browsers start."""
    async with at_home(homes, remote_site, open_page) as pair:
        yield pair


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
async def test_a_machine_with_many_addresses(pair: Pair) -> None:
    await pair.connects_at_once()
    # Before that, both say relays only.
    await pair.goes_directly()
    candidates = [frame["candidate"] for frame in pair.sent if frame["type"] == "candidate"]
    print(f"{len(candidates)} candidates, with {ADDRESSES} addresses more")
    assert {candidate["sdpMLineIndex"] for candidate in candidates} == {0}
    # Of each address: UDP, TCP, the outside one, and a relay over UDP and over TCP.
    assert ADDRESSES < len(candidates) <= (ADDRESSES + 2) * 5


async def test_many_addresses_on_both_sides_connect_as_few_do(
    homes: tuple[Home, Home], remote_site: RemoteSite, open_page: OpenPage
) -> None:
    async with at_home(homes, remote_site, open_page) as pair:
        few = await pair.connects_at_once()
    for home in homes:
        home.machine.add_interfaces(ADDRESSES)
    async with at_home(homes, remote_site, open_page) as pair:
        many = await pair.connects_at_once()
    # The search among them would take two seconds.
    assert many < 2 * few + 0.5, (many, few)


async def contacts_connect_directly(pair: Pair) -> float:
    """A first call makes them contacts, and both allow it. Returns the seconds from Accept of the next call."""
    strangers = await pair.connects_at_once()
    await pair.caller.click("Hang up")
    await asyncio.gather(*(visitor.wait_for_state("idle") for visitor in pair.both))
    for visitor in pair.both:
        await visitor.page.goto("/privacy/")
        await visitor.page.get_by_label("Connect directly with my contacts while it rings").check()
        await visitor.click("Save")
        await visitor.expect_text("Your setting has been saved.")
        await visitor.open()
    contacts = await pair.connects_at_once(DIRECT)
    print(f"strangers {strangers:.1f} s, contacts {contacts:.1f} s")
    return contacts


async def test_without_a_relay_many_addresses_cost_contacts_nothing(
    homes: tuple[Home, Home], stun_site: StunSite, open_page: OpenPage
) -> None:
    async with at_home(homes, stun_site, open_page) as pair:
        few = await contacts_connect_directly(pair)
    for home in homes:
        home.machine.add_interfaces(ADDRESSES)
    async with at_home(homes, stun_site, open_page) as pair:
        many = await contacts_connect_directly(pair)
    assert many < 2 * few + 0.5, (many, few)


@pytest.mark.parametrize("network", ["symmetric"], indirect=True)
async def test_a_symmetric_nat_on_both_sides(pair: Pair) -> None:
    await pair.connects_at_once()
    for visitor in pair.both:
        assert any("relay" in ends for ends in await visitor.candidate_types())


@pytest.mark.parametrize("network", ["no_udp"], indirect=True)
async def test_a_network_without_udp_uses_the_relay_over_tcp(pair: Pair) -> None:
    await pair.connects_at_once()
    assert {local for local, _ in await pair.caller.candidate_types()} == {"relay"}
