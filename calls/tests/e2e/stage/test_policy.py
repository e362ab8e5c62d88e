"""No page breaks the Content Security Policy: nothing inline, nothing from other origins."""

import pytest
from playwright.async_api import Browser

from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

OPEN = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
OWN = [
    "/",
    "/history/",
    "/accounts/email/",
    "/accounts/profile/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/security/",
]
STAFF = [
    "/admin/",
    "/admin/calls/user/",
    "/admin/calls/user/add/",
    "/admin/calls/call/",
    "/admin/calls/livecall/",
    "/admin/calls/connection/",
    "/admin/calls/invitation/",
    "/admin/network-check/",
]
INLINE = "() => document.querySelectorAll('[style], style, script:not([src]):not([type=\"application/json\"])').length"


@pytest.mark.parametrize("path", OPEN)
async def test_the_pages_for_everybody_keep_the_policy(chromium: Browser, site: Site, path: str) -> None:
    visitor = await Visitor.arrive(chromium, site.workers[0].origin, "a stranger")
    await visitor.page.goto(path)
    assert await visitor.page.evaluate(INLINE) == 0
    await visitor.leave()


async def test_the_pages_of_somebody_signed_in_keep_the_policy(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice)
    for path in OWN:
        await visitor.page.goto(path)
        assert await visitor.page.evaluate(INLINE) == 0, path


async def test_the_administration_keeps_the_policy(open_page: OpenPage, site: Site) -> None:
    visitor = await open_page(Person(site, "warden", staff=True))
    for path in STAFF:
        response = await visitor.page.goto(path)
        assert response is not None and response.status == 200, path


async def test_the_policy_stops_what_is_inline(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice)
    await visitor.page.evaluate(
        "() => document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = true' }))"
    )
    assert await visitor.page.evaluate("window.ran") is None
    assert "Content Security Policy" in visitor.errors.pop()
