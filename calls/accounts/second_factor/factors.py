"""What an account has for the second step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef

from calls.models import User

#: Recovery codes alone ask nobody for a second step.
PRIMARY = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
#: Of a person in a query.
HAS_FACTOR = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=PRIMARY))


@dataclass(frozen=True)
class Factor:
    pk: int
    kind: str
    #: Of a passkey.
    name: str
    added: datetime
    last_used: datetime | None


@dataclass
class Factors:
    app: Factor | None = None
    passkeys: list[Factor] = field(default_factory=list)
    has_codes: bool = False
    codes_left: int = 0

    @property
    def is_on(self) -> bool:
        return bool(self.app or self.passkeys)


def factors_of(user: User) -> Factors:
    found = Factors()
    for each in Authenticator.objects.filter(user=user).order_by("pk"):
        name = str(each) if each.type == Authenticator.Type.WEBAUTHN else ""
        factor = Factor(each.pk, each.type, name, each.created_at, each.last_used_at)
        if each.type == Authenticator.Type.TOTP:
            found.app = factor
        elif each.type == Authenticator.Type.WEBAUTHN:
            found.passkeys.append(factor)
        else:
            found.has_codes, found.codes_left = True, len(each.wrap().get_unused_codes())
    return found


def has_factor(user: Any) -> bool:
    found: bool = Authenticator.objects.filter(user=user, type__in=PRIMARY).exists()
    return found


def remove_factors(people: Iterable[User]) -> list[User]:
    """Those who had any. They sign in with their password alone from now on."""
    chosen = [person.pk for person in people]
    rows = Authenticator.objects.filter(user__in=chosen)
    had = set(rows.values_list("user", flat=True))
    rows.delete()
    return list(get_user_model().objects.filter(pk__in=had).order_by("pk"))
