"""The session store that SESSION_ENGINE names, and how long its sessions last."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import salted_hmac

from videochat.database.batches import BATCH, batches

#: How long a session with a new key can be found by its old one. The request that changed the key
#: ends sooner.
KEEP_OLD_KEY = timedelta(seconds=60)
NEW_KEY = "calls.renewed"
#: How long a browser that was signed out from another one can read so.
KEEP_REASON = timedelta(days=14)
#: A session of nobody, as the sign-in page needs for its passkeys.
ANONYMOUS_AGE = timedelta(hours=12)
ENDED_BY = "calls.ended_by"
DAY = "calls.day"


class SessionStore(db.SessionStore):
    """Records the new key of a session under its old one.

    Django gives a session a new key when it changes the password. The session's sockets know only
    the old key, and they may stay open.
    """

    def __init__(self, session_key: str | None = None) -> None:
        """Ignores a key that no session has. PostgreSQL refuses NUL, which a quoted cookie can contain."""
        super().__init__(session_key if session_key and session_key.isprintable() else None)

    def save(self, must_create: bool = False) -> None:
        """As Django's, which takes every error of the database for a session that was deleted meanwhile."""
        try:
            super().save(must_create)
        except UpdateError as error:
            problem = error.__context__
            if isinstance(problem, DatabaseError) and problem.__cause__ is not None:  # the driver's error
                raise problem from problem.__cause__
            raise

    def get_session_cookie_age(self) -> int:
        age: int = super().get_session_cookie_age()
        return age if SESSION_KEY in self else min(age, int(ANONYMOUS_AGE.total_seconds()))

    @classmethod
    def clear_expired(cls) -> None:
        """For `manage.py clearsessions`, too: Django's own would sign people out in the middle of a call.

        A socket may last longer than the session that opened it, and a socket whose session is missing counts as
        signed out.
        """
        signed_in = UserSession.objects.filter(session_key=OuterRef("session_key"))
        for anonymous in batches(Session.objects.filter(~Exists(signed_in), expire_date__lt=timezone.now())):
            anonymous.delete()
        if days := settings.SESSION_RETENTION_DAYS:
            for expired in batches(Session.objects.filter(expire_date__lt=timezone.now() - timedelta(days=days))):
                expired.delete()
        # What is known of the use of sessions that have gone: expired, signed out, or deleted by staff.
        present = Session.objects.filter(pk=OuterRef("session_key"))
        for unknown in batches(UserSession.objects.filter(~Exists(present))):
            unknown.delete()

    def cycle_key(self) -> None:
        old = self.session_key
        with transaction.atomic():
            super().cycle_key()
            if old and self.session_key and SESSION_KEY in self:
                record = {
                    "session_data": self.encode({NEW_KEY: self.session_key}),
                    "expire_date": timezone.now() + KEEP_OLD_KEY,
                }
                Session.objects.update_or_create(session_key=new_key_record(old), defaults=record)
                UserSession.objects.filter(session_key=old).update(session_key=self.session_key)

    def flush(self) -> None:
        key = self.session_key if SESSION_KEY in self else None
        super().flush()
        if key:
            UserSession.objects.filter(session_key=key).delete()


def delete_sessions(user: int, after: str) -> str | None:
    """Sign a deleted account out of every browser: the next part of all sessions, in the order of their keys.

    Nothing else says whose a session is. Returns the last key of this part, or None at the end.
    """
    part = _part(after)
    owned = [each.pk for each in part if owner(SessionStore().decode(each.session_data)) == user]
    Session.objects.filter(pk__in=owned).delete()
    return part[-1].pk if part else None


def sessions_of(user: int) -> Iterator[tuple[str, datetime, Mapping[str, Any]]]:
    """The key, the end and the contents of each session of an account that has not expired."""
    part, now = _part(""), timezone.now()
    while part:
        for each in part:
            data = SessionStore().decode(each.session_data)
            if owner(data) == user and each.expire_date > now:
                yield each.pk, each.expire_date, data
        part = _part(part[-1].pk)


def _part(after: str) -> list[Session]:
    return list(Session.objects.filter(pk__gt=after).order_by("pk")[:BATCH])


def owner(data: Mapping[str, Any]) -> int | None:
    """The id of the account that a session with these contents is signed in to."""
    pk = str(data.get(SESSION_KEY))
    return int(pk) if pk.isdecimal() else None


def new_key_record(old: str, secret: str | None = None) -> str:
    """The key of the record that holds the new key of the session `old`. `secret`: an earlier secret key."""
    return salted_hmac("calls.sessions", old, secret).hexdigest()[:40]


def remember_why_ended(keys: Iterable[str], device: str) -> None:
    """These sessions have been ended from another browser of the person's: `device`, for people to read."""
    expires = timezone.now() + KEEP_REASON
    data = SessionStore().encode({ENDED_BY: device})
    records = [Session(session_key=_reason_record(key), session_data=data, expire_date=expires) for key in keys]
    Session.objects.bulk_create(records, ignore_conflicts=True)


def device_that_ended(key: str) -> str | None:
    """From which device the session was ended, if it was."""
    for secret in (None, *settings.SECRET_KEY_FALLBACKS):
        if record := Session.objects.filter(pk=_reason_record(key, secret), expire_date__gt=timezone.now()).first():
            found: str | None = SessionStore().decode(record.session_data).get(ENDED_BY)
            return found
    return None


def _reason_record(key: str, secret: str | None = None) -> str:
    return salted_hmac("calls.sessions.ended", key, secret).hexdigest()[:40]


def refresh_expiry(session: SessionStore) -> None:
    """Once a day, let the session last two weeks more: weekly visitors stay signed in."""
    today = timezone.now().date().isoformat()
    if session.get(DAY) != today:
        session[DAY] = today  # a changed session is saved with a new expiry date
