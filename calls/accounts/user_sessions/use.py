"""Records when and where a session is used, but not with every request."""

import re
import time
from collections.abc import Collection
from datetime import timedelta
from ipaddress import ip_address
from threading import Lock
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from calls.accounts.adapter import NO_ADDRESS
from calls.models import User

#: A session in use is written down this often by each worker.
INTERVAL = timedelta(minutes=4)
#: Sessions whose last record this process remembers. The oldest are forgotten, and written once more.
MAX_REMEMBERED = 20_000
#: PostgreSQL stores no NUL.
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: Keys in one statement.
CHUNK = 1000

_recorded: dict[str, float] = {}
_lock = Lock()


def note_use(request: HttpRequest, user: User) -> None:
    """The session of this request is in use. Mostly no statement."""
    key = request.session.session_key
    if key and _is_due(key):
        _record(request, user, key)


def note_sign_in(sender: Any, request: HttpRequest, user: User, **_signal: Any) -> None:
    if not request.session.session_key:
        request.session.save()
    key = str(request.session.session_key)
    _is_due(key)
    _record(request, user, key)


def note_open_sockets(keys: Collection[str]) -> None:
    """The sessions of these sockets are in use: a page may stay open for days without a request."""
    ordered, now = list(keys), timezone.now()
    old = UserSession.objects.filter(last_seen_at__lt=now - INTERVAL)
    for first in range(0, len(ordered), CHUNK):
        old.filter(session_key__in=ordered[first : first + CHUNK]).update(last_seen_at=now)


def _is_due(key: str) -> bool:
    """Whether this process has not recorded the session lately. It counts as recorded from now on."""
    now = time.monotonic()
    with _lock:
        last = _recorded.pop(key, None)
        due = last is None or now - last >= INTERVAL.total_seconds()
        _recorded[key] = now if due or last is None else last
        if len(_recorded) > MAX_REMEMBERED:
            del _recorded[next(iter(_recorded))]
    return due


def _record(request: HttpRequest, user: User, key: str) -> None:
    length = UserSession._meta.get_field("user_agent").max_length
    facts = {
        "user_id": user.pk,
        "ip": _address(request),
        "user_agent": CONTROL.sub("", request.META.get("HTTP_USER_AGENT", ""))[:length],
        "last_seen_at": timezone.now(),
    }
    if UserSession.objects.filter(session_key=key).update(**facts):
        return
    try:
        with transaction.atomic():
            UserSession.objects.create(session_key=key, **facts)
    except IntegrityError:  # another request was faster, or the account has been deleted
        pass


def _address(request: HttpRequest) -> str:
    """Without a zone (RFC 4007), which PostgreSQL's type does not take."""
    try:
        return str(ip_address(get_adapter().get_client_ip(request).partition("%")[0]))
    except ValueError:
        return NO_ADDRESS
