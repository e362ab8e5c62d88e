"""Machines and servers with IPv6 alone, with IPv4 and IPv6, and with an IPv6 that leads nowhere."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.tests.e2e.browser.homes import Home, at_home
from calls.tests.e2e.browser.visitor import talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.network import ipv6
from calls.tests.harness.network.hosts import Host, Internet
from calls.tests.harness.network.remote_site import DualStackSite, Ipv6Site
from calls.tests.harness.sites import sqlite_copy

pytestmark = pytest.mark.tier2


class DualStackHome(Home):
    """One whose machine has a public IPv6 address as well."""

    def __init__(self, internet: Internet, number: int) -> None:
        super().__init__(internet, number)
        ipv6.join(internet, self.machine, number)


class Ipv6Home:
    """Somebody's machine with an IPv6 address and no IPv4, and no NAT, as IPv6 has none."""

    def __init__(self, internet: Internet, number: int) -> None:
        self.machine = Host(f"machine-{number}")
        ipv6.join(internet, self.machine, number)

    def stop(self) -> None:
        self.machine.stop()


Ipv6Homes = tuple[Ipv6Home, Ipv6Home]
DualStackHomes = tuple[DualStackHome, DualStackHome]


@pytest.fixture
def ipv6_site(internet: Internet, migrated_file: Path, static_root: str) -> Iterator[Ipv6Site]:
    site = Ipv6Site(internet, sqlite_copy(migrated_file), TEST_STATIC_ROOT=static_root)
    yield site
    site.stop()


@pytest.fixture
def ipv6_homes(internet: Internet) -> Iterator[Ipv6Homes]:
    found = Ipv6Home(internet, 11), Ipv6Home(internet, 12)
    yield found
    for home in found:
        home.stop()


@pytest.fixture
def dual_stack_site(internet: Internet, migrated_file: Path, static_root: str) -> Iterator[DualStackSite]:
    site = DualStackSite(internet, sqlite_copy(migrated_file), TEST_STATIC_ROOT=static_root)
    yield site
    site.stop()


@pytest.fixture
def dual_stack_homes(internet: Internet) -> Iterator[DualStackHomes]:
    found = DualStackHome(internet, 21), DualStackHome(internet, 23)
    yield found
    for home in found:
        home.stop()


async def test_everything_works_without_ipv4(ipv6_homes: Ipv6Homes, ipv6_site: Ipv6Site, open_page: OpenPage) -> None:
    """Signing in, the socket, and calls: direct ones, and through the relay."""
    async with at_home(ipv6_homes, ipv6_site, open_page) as pair:
        for path, expected in (("/", "host"), ("/?relay=1", "relay")):
            await asyncio.gather(*(visitor.open(path) for visitor in pair.both))
            await talk(pair.caller, pair.callee)
            if expected != "relay":
                await pair.goes_directly()
            assert {own for own, _ in await pair.paths()} == {expected}
            await pair.caller.click("Hang up")
            await asyncio.gather(*(visitor.wait_for_state("idle") for visitor in pair.both))
        # A form: its origin has brackets, too.
        await pair.caller.page.goto("/accounts/logout/")
        await pair.caller.click("Sign out")
        await pair.caller.page.wait_for_url("**/accounts/login/**")


async def test_ipv6_needs_no_nat_if_both_have_it(
    dual_stack_homes: DualStackHomes, dual_stack_site: DualStackSite, open_page: OpenPage
) -> None:
    async with at_home(dual_stack_homes, dual_stack_site, open_page) as pair:
        await pair.connects_at_once()
        await pair.goes_directly()
        assert await pair.paths() == {("host", "host")}


async def test_ipv4_serves_if_ipv6_leads_nowhere(
    internet: Internet, dual_stack_homes: DualStackHomes, dual_stack_site: DualStackSite, open_page: OpenPage
) -> None:
    """For the page, the socket and the call. With IPv4, both are behind a NAT."""
    with ipv6.broken(internet):
        async with at_home(dual_stack_homes, dual_stack_site, open_page) as pair:
            await pair.connects_at_once()
            await pair.goes_directly()
            assert ("host", "host") not in await pair.paths()
