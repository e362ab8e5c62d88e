"""Who may have an account: whether sign-up is open, and the demo accounts of a development site; knows no call."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest

DEMO_NAMES = ("alice", "bob", "carol")
DEMO_PASSWORD = "demo-password"  # noqa: S105  (known to everybody, on development sites only)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)


def make_demo_accounts() -> list[str]:
    """Make those that are missing, and return their names; one that is there keeps its password."""
    users = get_user_model().objects
    there = set(users.filter(username__in=DEMO_NAMES).values_list("username", flat=True))
    missing = [name for name in DEMO_NAMES if name not in there]
    for name in missing:
        users.create_user(username=name, password=DEMO_PASSWORD)
    return missing
