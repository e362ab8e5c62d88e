"""A page that knows only the five messages that every client needs."""

from playwright.async_api import Page

from calls.tests.e2e.browser.visitor import SCRIPTS, Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

SCRIPT = (SCRIPTS / "old_client.js").read_text()


async def old_page(open_page: OpenPage, person: Person) -> tuple[Visitor, Page]:
    visitor = await open_page(person, "/healthz")
    await visitor.page.evaluate(SCRIPT, person.name)
    await wait_until(visitor.page, "old.signedIn")
    return visitor, visitor.page
