"""Who may invite people, and the links that they create and revoke."""

import hashlib
import secrets

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from calls.models import Invitation, User
from calls.models.invitations import LIFETIME

#: Links of one person that can still be used.
MAX_USABLE = 100
TOKEN_BYTES = 24


class TooMany(Exception):
    """The person has MAX_USABLE links already."""


def may_invite(user: User) -> bool:
    return user.is_staff or bool(settings.INVITATIONS == "everybody")


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def create(inviter: User, token: str | None = None) -> str:
    """The token of a new link: the given one, so that a second press of the button creates no other.

    Raises TooMany.
    """
    token = token or new_token()
    new = token_hash(token)
    if Invitation.objects.usable().filter(inviter=inviter).exclude(token_hash=new).count() >= MAX_USABLE:
        raise TooMany
    times = {"created_at": Now(), "expires_at": Now() + LIFETIME}
    Invitation.objects.get_or_create(token_hash=new, defaults={"inviter": inviter, **times})
    return token


def revoke(invitations: QuerySet[Invitation]) -> int:
    """How many of them could still be used until now."""
    return invitations.filter(used_at=None, revoked_at=None, expires_at__gt=Now()).update(revoked_at=Now())


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
