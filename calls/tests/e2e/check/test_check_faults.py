"""The set-up check where devices or servers are missing, blocked or out of reach: the page names them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser

from calls.tests.e2e.browser.looks.pictures import take_pictures
from calls.tests.e2e.browser.setup_check import Verdicts, expect_verdicts, run_check
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import free_port
from calls.tests.harness.services import TURN_SECRET, Turn
from calls.tests.harness.sites import Site, sqlite_copy

pytestmark = pytest.mark.tier2
#: All that need STUN and TURN.
ICE = ("stun", "turn-udp", "turn-tcp", "turn-tls", "relay")
MISSING = """() => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("no device", "NotFoundError"); };
}"""


@contextmanager
def site_with(migrated_file: Path, **settings: str) -> Iterator[Site]:
    started = Site("checked", sqlite_copy(migrated_file), 1, 0, DEBUG="true", **settings)
    yield started
    started.stop()


async def verdicts_at(open_page: OpenPage, site: Site, picture: str) -> Verdicts:
    """The page is left before the site stops."""
    visitor = await open_page(Person(site, "dora"), "/check/")
    verdicts = await run_check(visitor)
    await take_pictures(visitor.page, f"en-check-{picture}")
    await visitor.page.goto("about:blank")
    return verdicts


async def test_permissions_that_are_refused_are_named(
    open_page: OpenPage, strict_chromium: Browser, alice: Person
) -> None:
    visitor = await open_page(alice, "/check/", browser=strict_chromium, granted=False)
    verdicts = await run_check(visitor)
    expect_verdicts(
        verdicts,
        {
            "permissions": ("fails", "In Chrome, click the icon"),
            "camera": ("fails", "camera"),
            "microphone": ("fails", "microphone"),
            "turn-udp": ("works", "ready"),
        },
    )


async def test_no_devices(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/check/")
    await visitor.page.evaluate(MISSING)
    verdicts = await run_check(visitor)
    expect_verdicts(
        verdicts, {"camera": ("fails", "No camera was found"), "microphone": ("fails", "No microphone was found")}
    )
    await visitor.expect_text("You can make calls, but 2 things need attention.")
    await take_pictures(visitor.page, "en-check-no-devices")


async def test_a_wrong_secret_of_the_relay_is_named(open_page: OpenPage, turn: Turn, migrated_file: Path) -> None:
    with site_with(migrated_file, TURN_URLS=turn.urls, TURN_SECRET="not-the-relay's", STUN_URLS=turn.stun) as site:
        verdicts = await verdicts_at(open_page, site, "wrong-secret")
    refused = ("fails", "credentials. (error 401)")
    expect_verdicts(verdicts, {"turn-udp": refused, "turn-tcp": refused, "relay": ("skipped", "relay that answers")})
    expect_verdicts(verdicts, {"stun": ("works", "Answered")})


async def test_a_relay_and_a_stun_server_that_are_not_there(open_page: OpenPage, migrated_file: Path) -> None:
    at = f"127.0.0.1:{free_port()}"
    urls = f"turn:{at}?transport=udp,turn:{at}?transport=tcp,turns:{at}?transport=tcp"
    with site_with(migrated_file, TURN_URLS=urls, TURN_SECRET=TURN_SECRET, STUN_URLS=f"stun:{at}") as site:
        verdicts = await verdicts_at(open_page, site, "unreachable")
    expect_verdicts(
        verdicts,
        {
            "stun": ("fails", "did not answer"),
            "turn-udp": ("fails", "block UDP"),
            "turn-tcp": ("fails", "for TCP"),
            "turn-tls": ("fails", "encrypted traffic"),
            "relay": ("skipped", "relay that answers"),
            "server": ("works", "round trip"),
        },
    )


async def test_a_site_without_stun_and_turn(open_page: OpenPage, one_worker: Site) -> None:
    verdicts = await verdicts_at(open_page, one_worker, "no-servers")
    for step in ICE:
        assert verdicts[step] == ("skipped", "Not set up on this site.")


async def test_a_server_that_is_away(open_page: OpenPage, migrated_file: Path) -> None:
    with site_with(migrated_file) as site:
        visitor = await open_page(Person(site, "dora"), "/check/")
        await visitor.wait_for_online()
        for worker in site.workers:
            worker.stop()
        await visitor.wait_for_online(False)
        verdicts = await run_check(visitor)
        expect_verdicts(verdicts, {"server": ("fails", "no connection"), "stun": ("skipped", "not reached")})
        await visitor.expect_text("Calls do not work here yet.")
        await take_pictures(visitor.page, "en-check-server-away")
        await visitor.page.goto("about:blank")
        visitor.ignore_reconnect_errors()
