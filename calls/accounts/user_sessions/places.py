"""The browsers in which an account is signed in, and how they are signed out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from calls.accounts.adapter import NO_ADDRESS
from calls.accounts.authentication import is_password_unchanged
from calls.accounts.sessions import SessionStore, owner, remember_why_ended
from calls.models import User
from calls.notifications import check_sessions, publish
from calls.presence.device_name import device_name

from .use import INTERVAL

#: A place that was seen so lately counts as in use: `use.py` and the workers write at least that often.
ACTIVE = INTERVAL + timedelta(minutes=3)
#: Nobody has more browsers than that; a program may.
MAX_LISTED = 100


@dataclass(frozen=True)
class Place:
    pk: int
    key: str
    #: For example "Chrome on Android", by the User-Agent header.
    device: str
    user_agent: str
    #: Empty if it is not known.
    address: str
    signed_in: datetime
    last_seen: datetime
    expires: datetime
    is_active: bool
    is_this: bool


def places_of(user: User, own_key: str | None) -> list[Place]:
    """The sessions that are valid, this browser's first, then by their last use. At most MAX_LISTED."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "pk")[:MAX_LISTED])
    keys = [row.session_key for row in rows]
    now = timezone.now()
    stored = Session.objects.filter(pk__in=keys, expire_date__gt=now) if keys else []
    expiry = {each.pk: each.expire_date for each in stored if _is_signed_in(each, user)}
    found = [
        Place(
            pk=row.pk,
            key=row.session_key,
            device=device_name(row.user_agent),
            user_agent=row.user_agent,
            address="" if row.ip == NO_ADDRESS else row.ip,
            signed_in=row.created_at,
            last_seen=row.last_seen_at,
            expires=expiry[row.session_key],
            is_active=now - row.last_seen_at < ACTIVE,
            is_this=row.session_key == own_key,
        )
        for row in rows
        if row.session_key in expiry
    ]
    return sorted(found, key=lambda place: not place.is_this)


def _is_signed_in(session: Session, user: User) -> bool:
    """Not, for example, with an earlier password."""
    data = SessionStore().decode(session.session_data)
    return owner(data) == user.pk and is_password_unchanged(data, user)


def end_place(request: HttpRequest, user: User, pk: int) -> str | None:
    """Sign out one browser, but not this one. Returns its name, or None if it is signed out already.

    Workers close its sockets at once, or by themselves where the layer is away.
    """
    row = UserSession.objects.filter(user=user, pk=pk).exclude(session_key=request.session.session_key).first()
    return device_name(row.user_agent) if row and _end(request, user, [row.session_key]) else None


def end_other_places(request: HttpRequest, user: User) -> int:
    """How many browsers were signed out: all but this one."""
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    return _end(request, user, list(others.values_list("session_key", flat=True)))


def check_other_places(user: User, **_signal: Any) -> None:
    """A new password has ended the person's sessions in other browsers."""
    publish(check_sessions(user.pk))


def _end(request: HttpRequest, user: User, keys: Collection[str]) -> int:
    by = device_name(request.META.get("HTTP_USER_AGENT", ""))
    with transaction.atomic():
        present = Session.objects.filter(pk__in=keys, expire_date__gt=timezone.now())
        ended = [each.pk for each in present if owner(SessionStore().decode(each.session_data)) == user.pk]
        Session.objects.filter(pk__in=keys).delete()
        UserSession.objects.filter(user=user, session_key__in=keys).delete()
        remember_why_ended(ended, by)
    publish(check_sessions(user.pk))
    return len(ended)
