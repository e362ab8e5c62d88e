"""`make run LAN=1` in a clean clone, and two other machines of its network that open it by address and talk."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from calls.tests.e2e.browser.visitor import Visitor, talk
from calls.tests.e2e.conftest import launched
from calls.tests.harness.deployment.lan import LanSite, clean_clone
from calls.tests.harness.network.chromium import program_on
from calls.tests.harness.network.home import IPV4, IPV6, Switch
from calls.tests.harness.network.hosts import Host

pytestmark = pytest.mark.tier2

PORT = 8000
SERVER, PHONE, LAPTOP = 1, 2, 3
ORIGINS = {"IPv4": f"https://{IPV4}.{SERVER}:{PORT}", "IPv6": f"https://[{IPV6}:{SERVER}]:{PORT}"}


@pytest.fixture(scope="module")
def hosts(namespaces: None) -> Iterator[dict[int, Host]]:
    """The machines at home, and another one without a network (0)."""
    switch = Switch()
    found = {number: Host(f"machine-{number}") for number in (0, SERVER, PHONE, LAPTOP)}
    for number in (SERVER, PHONE, LAPTOP):
        switch.join(found[number], number)
    # One that is about to go, as with temporary addresses.
    found[SERVER].run(f"ip address add {IPV6}:dead/64 dev wan nodad preferred_lft 0")
    yield found
    for host in (switch, *found.values()):
        host.stop()


@pytest.fixture(scope="module")
def lan(hosts: dict[int, Host]) -> Iterator[LanSite]:
    site = LanSite(PORT, clean_clone(), hosts[SERVER].inside)
    yield site
    site.end()


@pytest.fixture
async def pair(
    hosts: dict[int, Host], lan: LanSite, small_camera: str, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Visitor, Visitor]]:
    """Alice and Bob, each on a machine of their own; the parameter says where each of them opens the site."""
    flags = "--use-fake-ui-for-media-stream", small_camera
    async with AsyncExitStack() as stack:
        visitors = []
        for name, number, family in zip(("alice", "bob"), (PHONE, LAPTOP), request.param, strict=True):
            path = program_on(hosts[number], "chromium-headless-shell")
            browser = await stack.enter_async_context(asynccontextmanager(launched)(*flags, path=path))
            visitors.append(await Visitor.arrive(browser, ORIGINS[family], name, ignore_https_errors=True))
            await sign_in(visitors[-1])
        yield visitors[0], visitors[1]
        for visitor in visitors:
            await visitor.leave()


async def sign_in(visitor: Visitor) -> None:
    # First a page that is one answer: what a new browser finds out of its network breaks what it loads meanwhile.
    await visitor.page.goto("/healthz")
    await visitor.page.goto("/accounts/login/")
    await visitor.page.get_by_label("Username").fill(visitor.name)
    await visitor.page.get_by_label("Password").fill("demo-password")
    await visitor.click("Sign in")
    await visitor.page.wait_for_url(lambda url: url.endswith(f":{PORT}/"))
    await visitor.open()


def test_the_printed_addresses_are_the_ones_that_stay(lan: LanSite) -> None:
    assert lan.origins == list(ORIGINS.values())


@pytest.mark.parametrize("pair", [("IPv4", "IPv4"), ("IPv6", "IPv6"), ("IPv4", "IPv6")], indirect=True, ids="-".join)
async def test_two_devices_talk(pair: tuple[Visitor, Visitor]) -> None:
    for visitor in pair:
        assert await visitor.page.evaluate("isSecureContext")
    await talk(*pair)
    for visitor in pair:
        kinds = {kind for ends in await visitor.candidate_types() for kind in ends}
        assert kinds <= {"host", "prflx"}, "they need nobody between them"
    await pair[0].click("Hang up")
    await pair[1].wait_for_state("idle")


def test_a_new_address_extends_the_certificate(hosts: dict[int, Host]) -> None:
    server, clone = hosts[SERVER], clean_clone()

    def start(*expected: str) -> bytes:
        site = LanSite(PORT + 1, clone, server.inside)
        assert {f"https://{address}:{PORT + 1}" for address in expected} == set(site.origins)
        assert all(site.answers(origin, hosts[PHONE].inside) for origin in site.origins)
        site.end()
        return site.certificate.read_bytes()

    usual = f"{IPV4}.{SERVER}", f"[{IPV6}:{SERVER}]"
    first = start(*usual)
    server.run(f"ip address add {IPV4}.9/24 dev wan")
    extended = start(f"{IPV4}.9", *usual)
    server.run(f"ip address del {IPV4}.9/24 dev wan")
    assert start(*usual) == extended != first


def test_without_a_network_this_machine_is_served(hosts: dict[int, Host]) -> None:
    site = LanSite(PORT, clean_clone(), hosts[0].inside)
    assert "No network was found, so only this machine is served" in site.output()
    assert site.origins == []
    assert site.answers(f"https://localhost:{PORT}", hosts[0].inside)
    assert f"open https://localhost:{PORT}" in site.output()
    site.end()
