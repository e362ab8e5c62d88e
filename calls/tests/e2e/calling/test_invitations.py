"""An invitation in the browser: a link is created, copied and opened."""

import pytest
from playwright.async_api import Browser, expect

from calls.tests.e2e.browser.looks.axe import expect_accessible
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site


@pytest.mark.tier2
async def test_a_link_is_created_copied_and_opened(two_workers: Site, open_page: OpenPage, chromium: Browser) -> None:
    host = await open_page(Person(two_workers, "host", staff=True))
    await host.page.get_by_role("button", name="Account of").click()
    await host.page.get_by_role("link", name="Invite people").click()
    await host.page.get_by_role("button", name="Create a link").dblclick()
    await expect(host.page.get_by_text("Not used yet")).to_have_count(1)
    await host.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await host.click("Copy")
    await host.expect_text("Copied")
    link = await host.page.evaluate("navigator.clipboard.readText()")
    code = host.page.get_by_role("img", name="The link as a QR code")
    assert await code.evaluate("image => image.naturalWidth") > 0
    await expect_accessible(host.page)
    guest = await Visitor.arrive(chromium, two_workers.workers[0].origin, "guest")
    await guest.page.goto(link)
    await guest.expect_text(f"{host.name} has invited you")
    await expect(guest.page.get_by_label("Username", exact=True)).to_be_visible()
    await expect_accessible(guest.page)
    await guest.leave()
    await host.page.get_by_role("button", name="Revoke the link").click()
    await expect(host.page.get_by_text("The link does not work any more.")).to_be_visible()


@pytest.mark.tier2
async def test_without_a_clipboard_the_link_is_selected(two_workers: Site, open_page: OpenPage) -> None:
    host = await open_page(Person(two_workers, "host", staff=True))
    await host.page.add_init_script("delete Navigator.prototype.clipboard")
    await host.page.goto("/invite/")
    await host.click("Create a link")
    await host.click("Copy")
    await host.expect_text("Select the link and copy it yourself.")
    field = host.page.get_by_label("New link")
    await expect(field).to_be_focused()
    selected = await field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert selected == await field.input_value()
