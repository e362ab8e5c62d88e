"""Keeps people signed in when the hash of their password is upgraded.

A session holds an HMAC of the hash, so that a new password ends the sessions of the old one. Django
also replaces the hash when somebody enters the right password and it was made by an older hasher.
The password is the same then, so the sessions stay valid.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from calls.accounts.sessions import SessionStore
from calls.models import User

EARLIER = "calls.earlier_hashes"


def check_password(user: User, raw_password: str | None) -> bool:
    """Replaces `User.check_password`: all places that check a password may upgrade its hash."""
    if raw_password is None:
        return False
    won = True

    def upgrade(raw_password: str) -> None:
        nonlocal won
        won = _replace(user, hashers.make_password(raw_password))

    correct = hashers.check_password(raw_password, user.password, upgrade)
    if won:
        return correct
    # The hash was replaced meanwhile, by another sign-in or with another password.
    user.refresh_from_db(fields=["password"])
    return hashers.check_password(raw_password, user.password)


def earlier_auth_hashes(user: User) -> list[str]:
    """The session hashes of the present password from before its upgrades. One query."""
    record = Session.objects.filter(pk=_record_key(user.password)).first()
    found: list[str] = SessionStore().decode(record.session_data).get(EARLIER, []) if record else []
    return found


def _replace(user: User, password: str) -> bool:
    """False if the hash in the database is no longer the one that was checked."""
    earlier = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash(), *earlier_auth_hashes(user)]
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, password=user.password).update(password=password):
            return False
        expires = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        record = {"session_data": SessionStore().encode({EARLIER: earlier}), "expire_date": expires}
        Session.objects.update_or_create(session_key=_record_key(password), defaults=record)
    user.password = password
    return True


def _record_key(password: str) -> str:
    """The record is in the sessions' table, so that it is deleted when the last of them has expired."""
    return hashlib.sha256(f"calls.password_upgrades:{password}".encode()).hexdigest()[:40]
