"""Authenticates sockets by their session, and finds those that have been signed out since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from calls.models import User
from videochat.database.statement import Statement

from .sessions import NEW_KEY, SessionStore, new_key_record, owner
from .sign_in.password_upgrades import earlier_auth_hashes

#: Keys in one query. Every database takes more, and the number of queries is small enough.
CHUNK = 1000
#: The fields of a user that a socket needs, in the order of the model. The others stay deferred.
USER_FIELDS = ["id", "password", "username"]


@dataclass(frozen=True, slots=True)
class AuthenticatedSession:
    """The session that a socket was authenticated by."""

    key: str
    user_id: int
    password_hash: str
    #: It may change while the socket is open.
    username: str
    #: It had expired already when the socket opened, in a call that was on.
    expired: bool = False


class SignedOut(Exception):
    """There is no such session, or it has no user."""


# With the account that the record of a session's use names. The session itself says whose it is.
_SESSIONS = Statement(
    """
    SELECT
        session.session_key, session.session_data, session.expire_date <= %s,
        person.id, person.password, person.username
    FROM {sessions} session
        LEFT JOIN {uses} used ON used.session_key = session.session_key
        LEFT JOIN {users} person ON person.id = used.user_id AND person.is_active
    WHERE session.session_key {in_list}
    """,
    sessions=Session, uses=UserSession, users=User,
)  # fmt: skip
_PRESENT_KEYS = Statement("SELECT session_key FROM {sessions} WHERE session_key {in_list}", sessions=Session)
_ACTIVE_USERS = Statement("SELECT id, password, username FROM {users} WHERE is_active AND id {in_list}", users=User)
_ACTIVE_USER = Statement("SELECT id, password, username FROM {users} WHERE id = %s AND is_active", users=User)


def authenticate(keys: Sequence[str]) -> list[tuple[User, AuthenticatedSession] | Exception]:
    """The users of these sessions, by the same rules as Django's for a request, or SignedOut. One query.

    A session may have expired: the caller decides whether that matters.
    """
    known = {key for key in keys if key and key.isprintable()}
    rows = _SESSIONS.fetch(timezone.now(), list(known)) if known else []
    found = {key: session for key, *session in rows}
    return [_user_of(key, *found[key]) if key in found else SignedOut() for key in keys]


def _user_of(key: str, text: str, expired: Any, *named: Any) -> tuple[User, AuthenticatedSession] | Exception:
    data = SessionStore().decode(text)
    pk = owner(data)
    for row in [named] if pk and pk == named[0] else _ACTIVE_USER.fetch(pk):
        user = User.from_db(DEFAULT_DB_ALIAS, USER_FIELDS, row)
        if is_password_unchanged(data, user):
            return user, AuthenticatedSession(key, user.pk, user.password, user.username, bool(expired))
    return SignedOut()


def revalidate(sessions: Mapping[UUID, AuthenticatedSession]) -> dict[UUID, AuthenticatedSession | None]:
    """What has changed, by socket: its session from now on, or None if it is signed out.

    A new username is a change, too. An expired session is none, so that no call ends because a
    sign-in is two weeks old. Takes two queries if nothing has changed.
    """
    keys = {key for (key,) in _PRESENT_KEYS.fetch(list({each.key for each in sessions.values()}))}
    # In their order, which finds more of them side by side.
    users = sorted({each.user_id for each in sessions.values()})
    accounts = {user: about for user, *about in _ACTIVE_USERS.fetch(users)}
    changed = {
        socket: session
        for socket, session in sessions.items()
        if session.key not in keys or accounts.get(session.user_id) != [session.password_hash, session.username]
    }
    return _revalidate_changed(changed) if changed else {}


def _revalidate_changed(
    sessions: Mapping[UUID, AuthenticatedSession],
) -> dict[UUID, AuthenticatedSession | None]:
    old_keys = {session.key for session in sessions.values()}
    keys = _present_keys(old_keys)
    data = _session_data(set(keys.values()), Session.objects.all())
    users = get_user_model().objects.filter(is_active=True).in_bulk({each.user_id for each in sessions.values()})
    found: dict[UUID, AuthenticatedSession | None] = {}
    for socket, session in sessions.items():
        key = keys[session.key]
        user, held = users.get(session.user_id), data.get(key)
        if user is None or held is None:
            found[socket] = None
        elif not held and key != session.key:
            continue  # the request that changed the key has not written the session's data yet
        elif held.get(SESSION_KEY) == str(user.pk) and is_password_unchanged(held, user):
            found[socket] = replace(session, key=key, password_hash=user.password, username=user.username)
        else:
            found[socket] = None
    return found


def account_of_replaced_key(key: str) -> User | None:
    """Whose session it was until its key was changed, less than a minute ago."""
    present = _present_keys({key})[key] if key and key.isprintable() else key
    if present == key:
        return None
    pk = owner(_session_data({present}, Session.objects.all()).get(present, {}))
    return User.objects.filter(pk=pk, is_active=True).first() if pk else None


def _present_keys(old: Collection[str]) -> dict[str, str]:
    """The key of each session now. The worker that changed it may still have had the earlier secret key."""
    names = {new_key_record(key, secret): key for key in old for secret in (None, *settings.SECRET_KEY_FALLBACKS)}
    present = {key: key for key in old}
    recent = Session.objects.filter(expire_date__gt=timezone.now())
    for name, record in _session_data(names, recent).items():
        present[names[name]] = record.get(NEW_KEY, names[name])
    return present


def is_password_unchanged(data: Any, user: User) -> bool:
    """Whether the session holds an HMAC of the account's present password.

    `data` is a session, or its contents. The HMAC may be by an earlier secret key
    (SECRET_KEY_FALLBACKS), or from before the password's hash was upgraded.
    """
    held = data.get(HASH_SESSION_KEY, "")
    if constant_time_compare(held, user.get_session_auth_hash()):
        return True
    hashes = [*user.get_session_auth_fallback_hash(), *earlier_auth_hashes(user)]
    return bool(held) and any(constant_time_compare(held, each) for each in hashes)


def _values(rows: Any, keys: Collection[Any]) -> dict[Any, list[Any]]:
    """The other values of each row, by its first one."""
    ordered = list(keys)
    chunks = (ordered[first : first + CHUNK] for first in range(0, len(ordered), CHUNK))
    return {key: values for chunk in chunks for key, *values in rows.filter(pk__in=chunk)}


def _session_data(keys: Collection[str], rows: QuerySet[Session]) -> dict[str, dict[str, Any]]:
    """The contents of these sessions, as far as they exist."""
    texts = _values(rows.values_list("pk", "session_data"), keys)
    return {key: SessionStore().decode(text) for key, [text] in texts.items()}
