"""Every page is looked at in a browser: it has a state in e2e/browser/account_pages.py, or is named here."""

from django.urls import Resolver404, resolve

from calls.tests.e2e.browser.account_pages import NEWCOMER, REGULAR, STRANGER
from calls.tests.harness.addresses import named_addresses

#: In place of what the test of the states makes.
MADE = {"key": "a:b", "language": "en", "reset": "/accounts/password/reset/key/1-abc/"}
MADE |= dict.fromkeys(("usable", "used", "revoked"), "/invite/a-token/")
#: By the names of the URL patterns: states that begin on another page, and other tests that look at the page.
ELSEWHERE = {
    "account_reauthenticate": "the state confirm",
    "account_reset_password_done": "the state password-reset-sent",
    "mfa_authenticate": "the state second-step",
    "mfa_view_recovery_codes": "the state recovery-codes",
    "mfa_edit_webauthn": "the state passkey-rename",
    "mfa_remove_webauthn": "the state passkey-remove",
    "facebook_login": "the state to-provider",
    "facebook_callback": "the state provider-cancelled",
    "reauthenticate_by_provider": "the state confirm has the same form",
    "cannot_reauthenticate": "the state inactive has the same form",
    "home": "e2e/stage/test_states.py",
    "check": "e2e/check/test_check_looks.py",
    "socialaccount_signup": "e2e/calling/test_sign_in_providers.py",
    "openid_connect_login": "e2e/calling/test_sign_in_providers.py",
    "openid_connect_callback": "e2e/calling/test_sign_in_providers.py",
    "account_set_password": "the state password-reset-form: the same form for somebody without a password",
}
#: Files, redirects, forms that end on another page, and what programs ask for.
NO_PAGES = {
    *("download_account", "download_calls", "picture", "jsi18n", "texts", "robots", "favicon", "service_worker"),
    *("healthz", "readyz", "session", "returning", "mfa_login_webauthn", "mfa_index", "mfa_list_webauthn", ""),
    *("account_picture", "change_contact", "choose_language", "end_session", "end_other_sessions"),
    *("revoke_invitation", "unlink_provider", "account_confirm_login_code"),
}


def shown() -> set[str]:
    """The names of the patterns whose pages have a state."""
    found = set()
    for state in (*NEWCOMER, *REGULAR, *STRANGER):
        try:
            found.add(str(resolve(state.path.format(**MADE).partition("?")[0]).url_name))
        except Resolver404:  # the pages of errors
            continue
    return found


def test_every_page_is_looked_at() -> None:
    names = {name for address, name in named_addresses() if not address.startswith("/admin/")}
    assert names - shown() - ELSEWHERE.keys() - NO_PAGES == set()
    assert (ELSEWHERE.keys() | NO_PAGES) - names == set(), "no such page any more"
