"""Leads somebody through the pages of an account in their rarer forms, in any language.

Each step yields the name of a state: a form with errors, a question who somebody is, a page about a provider.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page, Route

from calls.tests.harness.authenticator_app import code_of
from calls.tests.harness.identity_providers import OpenIDProvider
from calls.tests.harness.programs.admin_helper import PASSWORD

from .virtual_authenticator import plug_in

EMAIL, INVITE, METHODS = "/accounts/email/", "/invite/", "/accounts/sign-in-methods/"
APP, CODE = "/accounts/authenticator-app/add/", "/accounts/second-step/code/"


async def send(page: Page, **fields: str) -> None:
    """Fill the fields of a form by their names, and press its button."""
    for name, value in fields.items():
        await page.locator(f"[name={name}]").fill(value)
    form = page.locator("form", has=page.locator(f"[name={next(iter(fields))}]"))
    async with page.expect_navigation():
        await form.locator("[type=submit]").first.click()


async def press(page: Page, button: str) -> None:
    async with page.expect_navigation():
        await page.locator(button).first.click()


class ProviderPage:
    """The provider "company", whose page has a style sheet from another site."""

    def __init__(self, page: Page, provider: OpenIDProvider) -> None:
        self.page, self.provider = page, provider

    async def begin(self, provider_id: str = "company") -> None:
        """Press its button; wait for its page."""
        await self.page.route("https://cdn.jsdelivr.net/**", _no_style)
        await self.page.locator(f"form[action*='/oidc/{provider_id}/login/'] [type=submit]").click()
        await self.page.wait_for_url(f"{self.provider.url}/**")

    async def allow(self, subject: str, provider_id: str = "company") -> None:
        await self.begin(provider_id)
        await self.page.locator("input[name=sub]").fill(subject)
        await press(self.page, "button:has-text('Authorize')")

    async def stop_at(self) -> None:
        """Press the button, and stay on the way: the provider's page does not load."""
        await self._instead(lambda state: {"status": 204})

    async def refuse(self, callback: str) -> None:
        """Press the button; the provider leads back at once, with an error."""
        error = f"{callback}?error=server_error&state="
        await self._instead(lambda state: {"body": f"<script>location = {error + state!r}</script>"})
        await self.page.wait_for_url(f"{callback}**")

    async def _instead(self, answer: Callable[[str], dict[str, Any]]) -> None:
        async def fulfill(route: Route) -> None:
            [state] = parse_qs(urlsplit(route.request.url).query)["state"]
            await route.fulfill(content_type="text/html", **answer(state))

        await self.page.route(f"{self.provider.url}/**", fulfill)
        async with self.page.expect_response(f"{self.provider.url}/**"):
            await self.page.locator("form[action*='/oidc/company/login/'] [type=submit]").click()
        await self.page.unroute(f"{self.provider.url}/**")


async def _no_style(route: Route) -> None:
    await route.fulfill(body="", content_type="text/css")


async def of_a_stranger(page: Page, provider: OpenIDProvider, taken: str) -> AsyncIterator[str]:
    """`taken` is the address of an account. At the end, the stranger has an account without a password."""
    there = ProviderPage(page, provider)
    await page.goto("/accounts/login/")
    await send(page, login="", password="")
    yield "sign-in, empty"
    await send(page, login="nobody", password="wrong")
    yield "sign-in, wrong"
    await page.goto("/accounts/signup/")
    await send(page, username="", password1="", password2="")
    yield "sign-up, empty"
    await send(page, username="a b", email=taken, password1="12345678", password2="87654321")
    yield "sign-up, refused"
    await page.goto("/accounts/password/reset/")
    await send(page, email="nonsense")
    yield "reset, refused"
    await page.goto("/accounts/oidc/company/login/")
    yield "continue with a provider"
    await page.goto("/accounts/login/")
    await there.stop_at()
    yield "on the way to a provider"
    await page.goto("/accounts/login/")
    await there.begin()
    await press(page, "button:has-text('Deny')")
    yield "cancelled at the provider"
    callback = f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}/accounts/oidc/company/login/callback/"
    await page.goto(f"{callback}?code=x&state=of-long-ago")
    yield "an answer of long ago"
    await page.goto("/accounts/login/")
    await there.refuse(callback)
    yield "a provider that refuses"
    await page.goto("/accounts/login/")
    await press(page, "form[action*='/oidc/away/login/'] [type=submit]")
    yield "a provider that is away"
    await page.goto("/accounts/login/")
    provider.add("newcomer", email=taken, name="Jane Doe")
    await there.allow("newcomer")
    yield "first sign-in, address taken"
    await send(page, username="", display_name="x" * 60)
    yield "first sign-in, refused"
    await send(page, username="newcomer", display_name="Jane Doe")
    await page.goto(METHODS)
    yield "one way to sign in"
    await page.goto("/accounts/password/set/")
    await send(page, password1="12345678", password2="87654321")
    yield "first password, refused"


async def of_an_account(page: Page, provider: OpenIDProvider, name: str) -> AsyncIterator[str]:
    """Of somebody whose session is old, and whose password is that of all tests."""
    there = ProviderPage(page, provider)
    await page.goto(EMAIL)
    await send(page, email="nonsense")
    yield "address, refused"
    await page.locator("form.account-form [name=email]").fill(f"{name}@example.org")
    await press(page, "[name=action_add]")
    yield "asked for the password"
    await send(page, password="wrong")
    yield "asked for the password, wrong"
    await send(page, password=PASSWORD)
    yield "an address"
    await page.goto(METHODS)
    yield "sign-in methods"
    provider.add(name, email=f"{name}@example.net", name="Alice There")
    await there.allow(name)
    yield "linked"
    await page.goto(APP)
    await send(page, code="000000")
    yield "app, wrong code"
    key = await page.locator(".key-text code").text_content()
    await send(page, code=code_of(str(key)))
    yield "recovery codes"
    await page.goto("/accounts/recovery-codes/new/")
    yield "new recovery codes"
    await page.goto("/accounts/authenticator-app/remove/")
    yield "remove the app"
    await plug_in(page)
    await page.goto("/accounts/passkeys/add/")
    yield "add a passkey"
    await press(page, "form[data-passkey] [type=submit]")
    await page.goto("/accounts/security/")
    yield "security"
    passkey = await page.locator("a[href*='/passkeys/'][href$='/name/']").get_attribute("href")
    await page.goto(str(passkey))
    await send(page, name="")
    yield "passkey without a name"
    await page.goto(str(passkey).replace("/name/", "/remove/"))
    yield "remove a passkey"
    await page.goto(f"/accounts/reauthenticate/?next={EMAIL}")
    yield "asked for the password, or else"
    await page.goto(f"{CODE}?next={EMAIL}")
    await send(page, code="000000")
    yield "asked for a code, wrong"
    await page.goto(f"/accounts/second-step/passkey/?next={EMAIL}")
    yield "asked for a passkey"
    await page.goto(f"/accounts/reauthenticate/provider/company/?next={EMAIL}")
    yield "asked for the provider"
    provider.add("somebody-else")
    await there.allow("somebody-else")
    yield "another person of the provider"
    await page.goto("/accounts/reauthenticate/none/")
    yield "no way to prove it"
    await page.goto("/accounts/password/change/")
    await send(page, oldpassword="wrong", password1="12345678", password2="87654321")
    yield "password, refused"
    await page.goto("/accounts/profile/")
    await send(page, display_name="x\u202e" * 40)
    yield "display name, refused"
    await page.goto("/accounts/profile/")
    file = {"name": "holiday.png", "mimeType": "image/png", "buffer": b"no picture"}
    await page.locator("#picture").set_input_files(file)  # type: ignore[arg-type]  # as Playwright takes it
    await press(page, "form[enctype] [type=submit]")
    yield "picture, refused"
    await page.goto(INVITE)
    await press(page, "form:has([name=next_token]) [type=submit]")
    yield "a link that invites"
    link = await page.locator("#inviteLink").input_value()
    await page.goto(link)
    yield "one's own invitation"
    await page.goto(INVITE)
    await press(page, "form[action$='/revoke/'] [type=submit]")
    yield "a revoked link"
    await page.goto(link)
    yield "a revoked invitation"
    await page.goto("/accounts/delete/")
    yield "delete the account"
