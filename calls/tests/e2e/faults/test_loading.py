"""A page loads few files, and recovers if one of them does not load, as when the network changes."""

import re

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.visitor import talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

PARTS = [
    pytest.param("two_workers", "chunk.js", id="the bundle of main.js"),
    pytest.param("one_worker", "call.js", id="a module behind it, where nothing is bundled", marks=pytest.mark.tier2),
    pytest.param("two_workers", "call_page.css", id="a style sheet", marks=pytest.mark.tier2),
    pytest.param("two_workers", "bootstrap.min.css", id="a style sheet of Bootstrap's", marks=pytest.mark.tier2),
]
REQUESTED = "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"


@pytest.mark.parametrize(("site", "part"), PARTS, indirect=["site"])
async def test_a_page_with_missing_files_reloads_until_it_is_complete(
    open_page: OpenPage, alice: Person, bob: Person, part: str
) -> None:
    visitor = await open_page(alice, "/healthz")
    stem, kind = part.rsplit(".", 1)
    address = re.compile(rf"/{re.escape(stem)}(-[0-9A-Z]+)?(\.[0-9a-f]+)?\.{kind}$")
    await visitor.page.route(address, lambda route: route.abort())
    await visitor.page.goto("/")
    await visitor.expect_text("Part of this page did not load.")
    await visitor.page.unroute(address)
    await visitor.wait_for_online()
    await expect(visitor.page.get_by_text("Part of this page did not load.")).to_be_hidden()
    # The browser itself says what it could not load.
    visitor.errors = [said for said in visitor.errors if "ERR_FAILED" not in said]
    await talk(visitor, await open_page(bob))
    if part == "chunk.js":
        # A call loads nothing that the page did not have.
        requested = await visitor.page.evaluate(REQUESTED)
        assert 1 + len(requested) <= 12, requested
