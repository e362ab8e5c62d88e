"""A picture that somebody chooses is what other people see, on all pages that are open."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Locator, expect

from calls.tests.e2e.browser.looks.axe import expect_accessible
from calls.tests.e2e.browser.people_page import open_card
from calls.tests.e2e.browser.visitor import Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


def photo(path: Path) -> Path:
    """As from a phone: many times as many bytes as the server takes."""
    image = Image.effect_noise((2400, 1600), 40)
    file = BytesIO()
    image.save(file, "JPEG", quality=95)
    assert len(file.getvalue()) > 1_000_000
    path.write_bytes(file.getvalue())
    return path


async def shows_picture(avatar: Locator) -> None:
    await expect(avatar.locator("img")).to_have_js_property("naturalWidth", 256)


async def choose(visitor: Visitor, file: Path) -> None:
    await visitor.page.goto("/accounts/profile/")
    field = visitor.page.get_by_label("Choose a picture")
    await field.set_input_files(file)
    await wait_until(visitor.page, "() => document.getElementById('picture').files[0].size < 200_000")
    await visitor.click("Save picture")
    await visitor.expect_text("Your picture has been saved.")


@pytest.mark.tier2
async def test_a_chosen_picture_is_seen_in_the_list_on_the_card_and_in_calls(
    open_page: OpenPage, alice: Person, bob: Person, tmp_path: Path
) -> None:
    page, chooser = await open_page(alice), await open_page(bob)
    await page.search(bob.name)
    row = page.page.get_by_role("listitem").filter(has_text=bob.name)
    await expect(row.locator(".initials")).to_contain_text("B")
    await choose(chooser, photo(tmp_path / "photo.jpg"))
    await shows_picture(row.locator(".avatar"))
    await shows_picture(chooser.page.locator(".account-button .avatar"))
    await expect_accessible(chooser.page)
    await shows_picture((await open_card(page, bob)).locator(".avatar"))
    await page.click("Close")
    await chooser.open()
    await chooser.call(alice.name)
    await page.expect_call_from(bob.name)
    await shows_picture(page.page.locator("#incomingAvatar"))
    await page.click("Accept")
    await asyncio.gather(page.wait_for_state("active"), chooser.wait_for_state("active"))
    await chooser.click("Camera")
    await shows_picture(page.page.locator("#portraitAvatar"))
    await page.click("Hang up")
    await page.wait_for_state("idle")
    await page.page.goto("/history/")
    await shows_picture(page.page.get_by_role("listitem").filter(has_text=bob.name).locator(".avatar"))
