"""Who is still signed in, of those admitted earlier, by the sessions and accounts as they are now; knows no socket."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import AutoField, CharField, DateTimeField
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from videochat.database.prepared_query import Prepared, Slot

#: Keys in one query: far below what any database takes, and enough to make the number of queries small.
CHUNK = 1000
#: How long a session that has expired is kept: a socket that came by it may last, and `review` misses what is gone.
EXPIRED_STAYS = timedelta(days=30)
#: How long the word of a changed key stays; the request that changed it ends sooner.
WORD_STAYS = timedelta(seconds=60)
RENEWED = "calls.renewed"
DAY = "calls.day"
#: The columns of an account.
ACCOUNT = [field.attname for field in User._meta.concrete_fields]


class SessionStore(db.SessionStore):
    """Leaves word where a session has gone when its key changes.

    Django gives the session that changed a password a new key. Its sockets know the old one only, and may stay.
    """

    def cycle_key(self) -> None:
        old = self.session_key
        with transaction.atomic():
            super().cycle_key()
            if old and self.session_key and SESSION_KEY in self:
                word = {"session_data": self.encode({RENEWED: self.session_key})}
                word_until = {"expire_date": timezone.now() + WORD_STAYS}
                Session.objects.update_or_create(session_key=_word_key(old), defaults=word | word_until)


@dataclass(frozen=True, slots=True)
class Admission:
    """By what a socket was let in."""

    session: str
    user: int
    #: As the account held it, hashed.
    password: str


class SignedOut(Exception):
    """There is no such session, or nobody is signed in by it."""


def admit(key: str) -> tuple[User, Admission]:
    """Who is signed in by this session, decided as Django does on a request. Raises SignedOut."""
    for [text] in _session().run(key=key, now=timezone.now()) if key else ():
        data = SessionStore().decode(text)
        for row in _account().run(user=data[SESSION_KEY]) if str(data.get(SESSION_KEY)).isdecimal() else ():
            user = User.from_db(DEFAULT_DB_ALIAS, ACCOUNT, row)
            if constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
                return user, Admission(key, user.pk, user.password)
    raise SignedOut


@cache
def _session() -> Prepared:
    key, now = Slot("key", CharField()), Slot("now", DateTimeField())
    return Prepared(Session.objects.filter(pk=key, expire_date__gt=now).values_list("session_data"))


@cache
def _account() -> Prepared:
    return Prepared(User.objects.filter(pk=Slot("user", AutoField()), is_active=True).values_list(*ACCOUNT))


def review(admissions: Mapping[UUID, Admission]) -> dict[UUID, Admission | None]:
    """What has changed: None for who is signed out, else the admission that holds from now on.

    Two queries for each thousand where nothing has changed. That a session has expired changes nothing for a socket:
    no call ends because two weeks are over.
    """
    sessions = set(_values(Session.objects.values_list("session_key", "pk"), {a.session for a in admissions.values()}))
    users = get_user_model().objects.filter(is_active=True)
    passwords = _values(users.values_list("pk", "password"), {a.user for a in admissions.values()})
    doubtful = {
        key: admission
        for key, admission in admissions.items()
        if admission.session not in sessions or passwords.get(admission.user) != admission.password
    }
    return _decide(doubtful) if doubtful else {}


def _decide(doubtful: Mapping[UUID, Admission]) -> dict[UUID, Admission | None]:
    """As Django decides on a request: the session names the account, and holds the hash of its present password."""
    old = {admission.session for admission in doubtful.values()}
    words = _data({_word_key(key) for key in old})
    key_now = {key: words[_word_key(key)][RENEWED] if _word_key(key) in words else key for key in old}
    data = _data(set(key_now.values()))
    users = get_user_model().objects.filter(is_active=True).in_bulk({a.user for a in doubtful.values()})
    found: dict[UUID, Admission | None] = {}
    for key, admission in doubtful.items():
        user, session = users.get(admission.user), data.get(key_now[admission.session])
        if user is None or session is None:
            found[key] = None
        elif not session and key_now[admission.session] != admission.session:
            continue  # a new key, whose request has not written its data yet
        elif session.get(SESSION_KEY) == str(user.pk) and constant_time_compare(
            session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
        ):
            found[key] = Admission(key_now[admission.session], user.pk, user.password)
        else:
            found[key] = None
    return found


def clear() -> None:
    """Without this they would be kept for ever."""
    Session.objects.filter(expire_date__lt=timezone.now() - EXPIRED_STAYS).delete()


def prolong(session: SessionStore) -> None:
    """Once a day: who comes every week is to be signed out by nobody but himself."""
    today = timezone.now().date().isoformat()
    if session.get(DAY) != today:
        session[DAY] = today  # what changes is saved, and expires two weeks from now


def _values(rows: Any, keys: Collection[Any]) -> dict[Any, Any]:
    ordered = list(keys)
    chunks = (ordered[first : first + CHUNK] for first in range(0, len(ordered), CHUNK))
    return {key: value for chunk in chunks for key, value in rows.filter(pk__in=chunk)}


def _data(keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """What these sessions hold, where they exist and have not expired."""
    rows = Session.objects.filter(expire_date__gt=timezone.now()).values_list("pk", "session_data")
    return {key: SessionStore().decode(text) for key, text in _values(rows, keys).items()}


def _word_key(old: str) -> str:
    return salted_hmac("calls.sessions", old).hexdigest()[:40]
