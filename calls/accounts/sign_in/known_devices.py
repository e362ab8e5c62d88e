"""Keeps in a signed cookie which accounts have signed in on a device before.

After "Slow Down Online Guessing Attacks with Device Cookies" (OWASP): guesses by strangers never
keep people out of their own accounts on their own devices.
"""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from calls.username_rules import username_key

#: Fixed: browsers keep cookies that are signed with it.
SALT = "calls.accounts.known_devices"
MAX_AGE_SECONDS = 365 * 24 * 3600
#: On a shared computer the accounts that signed in last stay known.
MAX_ACCOUNTS = 8


def device_id(request: HttpRequest, username: str) -> str | None:
    """The device's id for this account, or None on a device where it has never signed in."""
    accounts = _accounts(request)
    secrets = (None, *settings.SECRET_KEY_FALLBACKS)
    return next((accounts[key] for key in (_account(username, secret) for secret in secrets) if key in accounts), None)


def is_known_device(request: HttpRequest) -> bool:
    """Whether any account has signed in on the device."""
    return bool(_accounts(request))


def remember_device(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    accounts, account = _accounts(request), _account(username)
    accounts[account] = accounts.pop(account, device_id(request, username) or uuid4().hex)
    kept = dict(list(accounts.items())[-MAX_ACCOUNTS:])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(kept, salt=SALT),
        max_age=MAX_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _accounts(request: HttpRequest) -> dict[str, str]:
    try:
        found: Any = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=MAX_AGE_SECONDS
        )
    except signing.BadSignature:
        return {}
    return dict(found)


def _account(username: str, secret: str | None = None) -> str:
    """A hash, so that the cookie names nobody. `secret`: an earlier secret key."""
    return salted_hmac(SALT, username_key(username), secret).hexdigest()[:20]
