"""A site, its relay and its people in a network with private addresses, without the internet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from calls.tests.e2e.browser.homes import at_home
from calls.tests.e2e.browser.visitor import talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.network.home import Switch
from calls.tests.harness.network.hosts import Host
from calls.tests.harness.network.remote_site import PrivateSite
from calls.tests.harness.sites import sqlite_copy

pytestmark = pytest.mark.tier2


@dataclass
class Desk:
    machine: Host


@pytest.fixture
def switch(namespaces: None) -> Iterator[Switch]:
    switch = Switch()
    yield switch
    switch.stop()


@pytest.fixture
def private_site(switch: Switch, migrated_file: Path, static_root: str) -> Iterator[PrivateSite]:
    site = PrivateSite(switch, sqlite_copy(migrated_file), TEST_STATIC_ROOT=static_root)
    yield site
    site.stop()


@pytest.fixture
def desks(switch: Switch) -> Iterator[list[Desk]]:
    found = [Desk(Host(f"machine-{number}")) for number in (2, 3)]
    for number, desk in enumerate(found, 2):
        switch.join(desk.machine, number)
    yield found
    for desk in found:
        desk.machine.stop()


async def test_two_people_talk_through_the_relay_of_their_network(
    desks: list[Desk], private_site: PrivateSite, open_page: OpenPage
) -> None:
    async with at_home(desks, private_site, open_page) as pair:
        for visitor in pair.both:
            await visitor.open("/?relay=1")
        await talk(pair.caller, pair.callee)
        assert await pair.paths() == {("relay", "relay")}
