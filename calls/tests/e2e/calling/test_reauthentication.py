"""An old session adds an address in Chromium: the person is asked, proves who they are, and the address is there."""

from playwright.async_api import expect

from calls.tests.e2e.browser.looks.axe import load_axe
from calls.tests.e2e.browser.scenarios.states import at_a_glance
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD


async def test_an_address_is_added_after_a_proof(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/accounts/email/")
    page, address = visitor.page, f"{alice.name}@example.org"
    await page.get_by_label("Email").fill(address)
    await visitor.click("Add email address")
    await expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    await visitor.expect_text("we make sure that it is you")
    await load_axe(page)
    assert await at_a_glance("asked", page) == []
    await page.get_by_label("Password").fill("wrong")
    await visitor.click("Confirm")
    await expect(page.get_by_text("Incorrect password")).to_be_visible()
    await page.get_by_label("Password").fill(PASSWORD)
    await visitor.button("Confirm").dblclick()
    await page.wait_for_url("**/accounts/email/")
    await expect(page.get_by_role("radio", name=address)).to_be_visible()
    # For five minutes, nobody is asked again.
    await page.get_by_label("Email").fill(f"second.{address}")
    await visitor.click("Add email address")
    await expect(page.get_by_role("radio", name=f"second.{address}")).to_be_visible()
    await page.reload()
    assert await page.get_by_role("radio").count() == 2
