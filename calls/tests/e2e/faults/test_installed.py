"""The installed site opens without a connection: it says so, comes to life by itself, and keeps nothing of a person."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site, Worker, sqlite_copy

# The addresses and the contents of everything that the service worker keeps.
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      found[new URL(request.url).pathname] = await (await cache.match(request)).text();
  }
  return found;
}"""
ROUNDED = "getComputedStyle(document.querySelector('#offline')).borderRadius"


@pytest.fixture
def site(migrated_file: Path, static_root: str) -> Iterator[Site]:
    """A worker that stops and starts again."""
    site = Site("installed", sqlite_copy(migrated_file), 1, TEST_STATIC_ROOT=static_root)
    yield site
    site.stop()


async def opens_without_connection(visitor: Visitor, path: str) -> None:
    await visitor.page.goto(path)
    await expect(visitor.page.get_by_role("heading", name="No connection")).to_be_visible()
    await visitor.expect_text("The site does not answer at the moment.")
    assert await visitor.page.evaluate(ROUNDED) != "0px", "the page has its style sheet"


async def test_the_installed_site_opens_without_a_connection(site: Site, open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice)
    await visitor.install()
    stopped = site.workers[0]
    await asyncio.to_thread(stopped.stop)
    await opens_without_connection(visitor, "/history/")
    await visitor.context.set_offline(True)
    await visitor.expect_text("This device is offline.")
    await visitor.context.set_offline(False)
    await visitor.click("Try again now")
    site.workers[0] = await asyncio.to_thread(Worker, site.env, stopped.port)
    await expect(visitor.page.get_by_role("heading", name="History", exact=True)).to_be_visible()
    await visitor.wait_for_online()
    kept = await visitor.page.evaluate(KEPT)
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]
    assert alice.name not in str(kept)
    await visitor.page.goto("/accounts/logout/")
    await visitor.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    await expect(visitor.button("Sign in")).to_be_visible()
    await asyncio.to_thread(site.workers[0].stop)
    await opens_without_connection(visitor, "/")
    assert alice.name not in await visitor.page.content()
    visitor.errors = [
        said for said in visitor.errors if "ERR_CONNECTION_REFUSED" not in said and "ERR_INTERNET" not in said
    ]
    visitor.ignore_reconnect_errors()
