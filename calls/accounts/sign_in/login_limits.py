"""Limits how often passwords can be guessed: by name and address together, and by each alone.

A device on which the account has signed in before has a separate limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from calls.username_rules import username_key

from .known_devices import device_id

#: Failed attempts, as allauth writes rates. One address alone cannot use up the last one, which
#: stops guessing from many addresses (NIST SP 800-63B, section 5.2.2, allows 100).
RATES = {
    "login_known_device": "10/5m/key",
    "login_address": "10/m/ip",
    "login_name_and_address": "5/5m/key",
    "login_name": "100/h/key",
}


@dataclass(frozen=True)
class Attempt:
    """An attempt that is already counted, so that parallel attempts cannot exceed a limit."""

    allowed: bool
    _usages: tuple[Any, ...] = ()

    def succeeded(self) -> None:
        """Take the attempt back: only failures count."""
        for usage in self._usages:
            usage.rollback()


def begin_attempt(request: HttpRequest, login: str, username: str) -> Attempt:
    """`login` is what was entered, `username` the account that it means.

    Strangers' attempts count by what they entered. If those at a username and at an address counted
    together, the limit would tell that the two are one account.
    """
    usages = []
    for action, key in _limits(request, username_key(login), username_key(username)):
        usage = ratelimit.consume(request, app="calls.accounts", action=action, config=RATES, key=key)
        if not usage:
            return Attempt(allowed=False)
        usages.append(usage)
    return Attempt(True, tuple(usages))


def _limits(request: HttpRequest, login: str, account: str) -> Iterable[tuple[str, str | None]]:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and username_key(user.get_username()) == account:
        return [("login_known_device", f"{account} {request.session.session_key}")]
    if device := device_id(request, account):
        return [("login_known_device", f"{account} {device}")]
    return [
        ("login_address", None),
        ("login_name_and_address", f"{login} {ratelimit.get_ip(request)}"),
        ("login_name", login),
    ]
