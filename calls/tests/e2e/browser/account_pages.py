"""The pages that are not a call's, each in the states that people meet."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from playwright.async_api import Page

from calls.tests.e2e.browser.virtual_authenticator import plug_in
from calls.tests.harness.authenticator_app import code_of
from calls.tests.harness.programs.admin_helper import PASSWORD

#: What the test has made, by name: names and addresses.
Made = dict[str, str]
Step = Callable[[Page, Made], Awaitable[object]]
FORM = "main form.account-form [type=submit]"


def fill(selector: str, text: str) -> Step:
    return lambda page, made: page.locator(selector).first.fill(text.format(**made))


def press(selector: str) -> Step:
    return lambda page, _made: page.locator(selector).first.click()


def submit(selector: str = FORM) -> Step:
    """Press what leads to another page, and wait for it."""

    async def step(page: Page, _made: Made) -> None:
        async with page.expect_navigation():
            await page.locator(selector).first.click()

    return step


async def enter_code(page: Page, _made: Made) -> None:
    """That an app with the page's key shows."""
    key = await page.locator(".key-text code").text_content()
    await page.locator("#id_code").fill(code_of(key or ""))


async def plug_in_authenticator(page: Page, _made: Made) -> None:
    """Just before it is used: it goes with any other session of DevTools."""
    await plug_in(page)


class State(NamedTuple):
    """How to get to a state of a page. `{key}` in a path or a text stands for what the test has made of that name."""

    name: str
    path: str
    steps: tuple[Step, ...] = ()

    async def show(self, page: Page, made: Made) -> None:
        await page.goto(self.path.format(**made))
        for step in self.steps:
            await step(page, made)


SECURITY, APP, PASSKEY = "/accounts/security/", "/accounts/authenticator-app/add/", "/accounts/passkeys/add/"
LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"
CONFIRM = (fill("#id_password", PASSWORD), submit())
NEW_ACCOUNT = (fill("#id_username", "alice"), fill("#id_password1", "12345"), fill("#id_password2", "other"))
#: Of somebody who has not used the site yet.
NEWCOMER = [
    State("history-empty", "/history/"),
    State("contacts-empty", "/contacts/"),
    State("email-none", "/accounts/email/"),
    State("invite-none", "/invite/"),
    State("security-none", SECURITY),
    State("sessions-one", "/accounts/sessions/"),
    State("sign-in-methods", "/accounts/sign-in-methods/"),
]
#: Of somebody who has, in this order: the later ones need the proof of identity and the second steps of earlier ones.
REGULAR = [
    State("menu", "/history/", (press(".account-button"),)),
    State("history", "/history/"),
    State("contacts", "/contacts/"),
    State("privacy", "/privacy/"),
    State("profile", "/accounts/profile/"),
    State("profile-saved", "/accounts/profile/", (fill("#id_display_name", "{username}-" * 9), submit())),
    State("email", "/accounts/email/"),
    State("email-wrong", "/accounts/email/", (fill("#id_email", "nobody"), submit("[name=action_add]"))),
    State("sessions", "/accounts/sessions/"),
    State("invite", "/invite/", (submit("main form [type=submit]"),)),
    State("invitation-signed-in", "{usable}"),
    State("your-data", "/accounts/data/"),
    State("sign-out", "/accounts/logout/"),
    State("confirm", "/accounts/delete/"),
    State("confirm-wrong", "/accounts/delete/", (fill("#id_password", "wrong"), submit())),
    State("delete", "/accounts/delete/", CONFIRM),
    State("password-change", "/accounts/password/change/"),
    State("password-change-wrong", "/accounts/password/change/", (submit(),)),
    State("app-add", APP),
    State("app-add-wrong", APP, (press("summary"), fill("#id_code", "123"), submit())),
    State("recovery-codes", APP, (enter_code, submit())),
    State("passkey-add", PASSKEY),
    State("passkey-added", PASSKEY, (plug_in_authenticator, fill("#id_name", "My laptop"), submit())),
    State("passkey-rename", SECURITY, (submit("a[href$='/name/']"),)),
    State("passkey-remove", SECURITY, (submit("a[href$='/remove/'][href*=passkeys]"),)),
    State("confirm-otherwise", "/accounts/second-step/"),
    State("confirm-code", "/accounts/second-step/code/"),
    State("confirm-passkey", "/accounts/second-step/passkey/"),
    State("app-remove", "/accounts/authenticator-app/remove/"),
    State("recovery-codes-new", "/accounts/recovery-codes/new/"),
    State("not-found", "/no-such-page/"),
    State("forbidden", "/error/403/"),
    State("form-too-old", "/error/403-csrf/"),
    State("too-many", "/error/429/"),
]
#: Of somebody who is not signed in.
STRANGER = [
    State("login", LOGIN),
    State("login-wrong", LOGIN, (fill("#id_login", "alice"), fill("#id_password", "wrong"), submit())),
    State("login-signed-out", f"{LOGIN}?signed_out=1"),
    State("second-step", LOGIN, (fill("#id_login", "{username}"), fill("#id_password", PASSWORD), submit())),
    State("signup-closed", SIGNUP),
    State("invitation-used", "{used}"),
    State("invitation-revoked", "{revoked}"),
    State("invitation-unknown", "/invite/of-long-ago/"),
    State("password-reset", RESET),
    State("password-reset-sent", RESET, (fill("#id_email", "nobody@example.org"), submit())),
    State("password-reset-form", "{reset}"),
    State("password-reset-broken", f"{RESET}key/1-abc/"),
    State("password-reset-done", f"{RESET}key/done/"),
    State("email-confirm", "/accounts/confirm-email/{key}/"),
    State("email-confirm-broken", "/accounts/confirm-email/1/"),
    State("check-your-mail", "/accounts/confirm-email/"),
    State("inactive", "/accounts/inactive/"),
    State("account-deleted", "/accounts/deleted/"),
    State("provider-cancelled", "/accounts/google/login/callback/?error=access_denied"),
    State("to-provider", "/accounts/google/login/"),
    State("offline", "/offline/?language={language}"),
    State("not-found-signed-out", "/no-such-page/"),
    State("bad-request", "/error/400/"),
    State("broken", "/error/500/"),
    State("unavailable", "/error/503/"),
    State("busy", "/error/503-busy/"),
    # Last, as this browser may sign up from then on.
    State("signup", "{usable}"),
    State("signup-wrong", "{usable}", (*NEW_ACCOUNT, submit())),
]
