"""The providers that an account is linked to, and which of them it can do without."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount

from calls.models import User

from .buttons import Button


@dataclass(frozen=True)
class Method:
    account: SocialAccount
    #: The provider's.
    name: str
    #: What the person is called there; may be empty.
    label: str
    #: Whether the provider is in the settings.
    is_offered: bool
    #: Whether there is another way to sign in.
    can_be_unlinked: bool


def methods_of(user: User, offered: Sequence[Button]) -> list[Method]:
    names = {button.id: button.name for button in offered}
    accounts = list(SocialAccount.objects.filter(user=user).order_by("pk"))
    usable = {account.pk for account in accounts if account.provider in names}
    return [
        Method(
            account,
            names.get(account.provider, account.provider.capitalize()),
            str(account.extra_data.get("email") or account.extra_data.get("name") or ""),
            account.provider in names,
            user.has_usable_password() or bool(usable - {account.pk}),
        )
        for account in accounts
    ]
