"""An authenticator app and passkeys, of Chromium's virtual authenticator, in the browser."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import CDPSession, Page, expect

from calls.tests.e2e.browser.looks.axe import expect_accessible
from calls.tests.e2e.browser.virtual_authenticator import plug_in
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.authenticator_app import code_of
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD

#: A browser that asks for a passkey only when a button is pressed: the virtual one would answer at once.
WITHOUT_SUGGESTIONS = "delete PublicKeyCredential.isConditionalMediationAvailable"


async def sign_in(page: Page, name: str) -> None:
    await page.goto("/accounts/login/")
    await page.get_by_label("Username").fill(name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def sign_out(page: Page) -> None:
    await page.get_by_role("button", name="Account of").click()
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url(re.compile("/accounts/login/"))


async def confirm(page: Page) -> None:
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Confirm").click()


@pytest.mark.tier2
async def test_a_passkey_from_the_menu_to_the_next_sign_in(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/history/")
    page = visitor.page
    device, authenticator = await plug_in(page)
    await visitor.add_init_script(WITHOUT_SUGGESTIONS)
    await page.goto("/history/")
    await page.get_by_role("button", name="Account of").click()
    await page.get_by_role("link", name="Security").click()
    await expect_accessible(page)
    await page.get_by_role("link", name="Add a passkey").click()
    await confirm(page)
    await expect_accessible(page)
    await page.get_by_label("Name").fill("My laptop")
    await page.get_by_role("button", name="Create the passkey").click()
    await expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    await expect_accessible(page)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download").click()
    saved = await (await download.value).path()
    text = await asyncio.to_thread(Path(saved).read_bytes)
    assert re.fullmatch(rb"(\d{8}\r\n){10}", text)
    await page.get_by_role("button", name="I have saved them").click()
    await page.get_by_role("link", name="Rename My laptop").click()
    await page.get_by_label("Name").fill("Work laptop")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Work laptop")).to_be_visible()
    await expect_accessible(page)
    # The same device offers no second one.
    await page.get_by_role("link", name="Add a passkey").click()
    await page.get_by_role("button", name="Create the passkey").click()
    await expect(page.get_by_text("That device already has a passkey of this account.")).to_be_visible()
    await sign_out(page)
    await expect_accessible(page)
    await page.get_by_role("button", name="Use a passkey").click()
    await visitor.wait_for_state("idle")
    await sign_out(page)
    # With the password, it is the second step.
    await sign_in(page, alice.name)
    await expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    await expect_accessible(page)
    await page.get_by_role("button", name="Use a passkey").click()
    await visitor.wait_for_state("idle")
    await page.goto("/accounts/security/")
    remove = await page.get_by_role("link", name="Remove Work laptop").get_attribute("href")
    # As somebody is asked who signed in long ago.
    await page.goto(f"/accounts/reauthenticate/?next={remove}")
    await page.get_by_role("link", name="Use a passkey").click()
    await page.get_by_role("button", name="Use a passkey").click()
    await page.get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    await sign_out(page)
    await page.get_by_role("button", name="Use a passkey").click()
    await visitor.expect_text("That passkey does not work here")
    await device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    await page.get_by_role("button", name="Use a passkey").click()
    await visitor.expect_text("No passkey was used.")
    await expect_accessible(page)


@pytest.mark.tier2
async def test_an_authenticator_app_from_the_menu_to_the_next_sign_in(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/accounts/security/")
    page = visitor.page
    await page.get_by_role("link", name="Set up").click()
    await confirm(page)
    await page.get_by_text("The app cannot scan?").click()
    key = await page.locator(".key-text code").inner_text()
    await expect_accessible(page)
    await page.get_by_role("textbox", name="Code").fill(code_of(key))
    await page.get_by_role("button", name="Turn on").dblclick()
    await expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    await page.get_by_role("button", name="I have saved them").click()
    await expect(page.get_by_text("10 codes left")).to_be_visible()
    await expect_accessible(page)
    await sign_out(page)
    await sign_in(page, alice.name)
    await page.get_by_role("textbox", name="Code").fill(code_of(key, 1))
    await expect_accessible(page)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await visitor.wait_for_state("idle")


@pytest.mark.tier2
async def test_a_browser_without_passkeys_is_offered_none(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/history/")
    page = visitor.page
    await visitor.add_init_script("delete globalThis.PublicKeyCredential")
    await page.goto("/accounts/passkeys/add/")
    await confirm(page)
    await visitor.expect_text("Passkeys do not work in this browser")
    await expect(page.get_by_role("button", name="Create the passkey")).to_be_hidden()
    await sign_out(page)
    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()


async def be_there(device: CDPSession, authenticator: str, there: bool) -> None:
    """Whether somebody answers whatever the browser asks, also by its suggestions."""
    await device.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": authenticator, "enabled": there})


@pytest.mark.tier2
async def test_the_browser_suggests_passkeys_for_the_username(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/accounts/passkeys/add/")
    page = visitor.page
    device, authenticator = await plug_in(page)
    await confirm(page)
    await page.get_by_role("button", name="Create the passkey").click()
    await expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    # Somebody who does not choose one signs in as ever.
    await be_there(device, authenticator, False)
    await sign_out(page)
    await expect_accessible(page)
    await expect(page.get_by_label("Username")).to_have_attribute("autocomplete", "username webauthn")
    await be_there(device, authenticator, True)
    await page.get_by_role("button", name="Use a passkey").click()
    await visitor.wait_for_state("idle")
    # One that is chosen signs in, without a press of a button. Another tab has taken the challenge meanwhile.
    await be_there(device, authenticator, False)
    await sign_out(page)
    other = await visitor.context.new_page()
    async with other.expect_response(re.compile("autofill")):
        await other.goto("/accounts/login/")
    await page.bring_to_front()
    await be_there(device, authenticator, True)
    await page.evaluate("window.dispatchEvent(new Event('focus'))")
    await visitor.wait_for_state("idle")
    await other.close()
