"""A page that knows only the five messages calls our page and is called by it, with real media."""

import asyncio

import pytest

from calls.tests.e2e.browser.old_client import old_page
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


async def test_an_old_client_calls_our_page(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, page = await old_page(open_page, alice)
    callee = await open_page(bob)
    await page.evaluate("name => old.call(name)", bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await callee.wait_for_state("active")
    await callee.click("Hang up")
    await wait_until(page, "old.left === 1")
    assert await page.evaluate("old.errors") == []


@pytest.mark.tier2
async def test_an_old_client_that_does_not_bundle_calls_our_page(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    """Sound and picture have a transport each (RFC 9143)."""
    caller, page = await old_page(open_page, alice)
    callee = await open_page(bob)
    await page.evaluate("name => old.call(name, { bundles: false })", bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    assert len(await callee.page.evaluate("window.tests.pairs()")) == 2


@pytest.mark.tier2
async def test_our_page_calls_an_old_client(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller = await open_page(alice)
    callee, page = await old_page(open_page, bob)
    await caller.call(bob.name)
    await wait_until(page, "old.waiting")
    await page.evaluate("old.answer()")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await caller.wait_for_state("active")
    await page.evaluate("old.hangUp()")
    await caller.wait_for_state("idle")
    assert await page.evaluate("old.errors") == []


@pytest.mark.tier2
async def test_two_old_clients_call_each_other(open_page: OpenPage, alice: Person, bob: Person) -> None:
    (caller, one), (callee, two) = await old_page(open_page, alice), await old_page(open_page, bob)
    await one.evaluate("name => old.call(name)", bob.name)
    await wait_until(two, "old.waiting")
    await two.evaluate("old.answer()")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await one.evaluate("old.hangUp()")
    await wait_until(two, "old.left === 1")
