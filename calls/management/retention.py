"""What `manage.py prune` deletes: the old rows of each table that only grows."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from calls.lifecycle import State
from calls.models import Call, FormerName, Invitation
from calls.presence.usernames import KEEP_FORMER_NAMES
from videochat.database.batches import batches


@dataclass(frozen=True)
class Kind:
    """One kind of data. Its rows are old after `days`; 0: never."""

    name: str
    days: int
    #: Empty if the time is fixed.
    setting: str
    old: Callable[[timedelta], QuerySet[Any]]

    @property
    def rows(self) -> QuerySet[Any]:
        return self.old(timedelta(days=self.days))

    def delete(self) -> int:
        """The number of rows that are gone. Others write between two batches for as long as one has taken."""
        count = 0
        began = time.monotonic()
        for batch in batches(self.rows):
            count += batch.delete()[1].get(batch.model._meta.label, 0)
            time.sleep(time.monotonic() - began)
            began = time.monotonic()
        return count


def kinds() -> list[Kind]:
    def by_setting(name: str, setting: str, old: Callable[[timedelta], QuerySet[Any]]) -> Kind:
        return Kind(name, getattr(settings, setting), setting, old)

    return [
        by_setting("calls", "CALL_RETENTION_DAYS", _calls),
        by_setting("invitations", "INVITATION_RETENTION_DAYS", _invitations),
        by_setting("expired sessions", "SESSION_RETENTION_DAYS", _sessions),
        by_setting("entries of the administration's log", "ADMIN_LOG_RETENTION_DAYS", _log_entries),
        Kind("former usernames", KEEP_FORMER_NAMES.days, "", _former_names),
    ]


def _calls(age: timedelta) -> QuerySet[Call]:
    return Call.objects.filter(state=State.ENDED, placed_at__lt=Now() - age)


def _invitations(age: timedelta) -> QuerySet[Invitation]:
    limit = Now() - age
    over = Q(used_at__lt=limit) | Q(revoked_at__lt=limit) | Q(expires_at__lt=limit)
    found: QuerySet[Invitation] = Invitation.objects.filter(over)
    return found


def _sessions(age: timedelta) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=timezone.now() - age)


def _log_entries(age: timedelta) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(action_time__lt=Now() - age)


def _former_names(age: timedelta) -> QuerySet[FormerName]:
    return FormerName.objects.filter(replaced_at__lt=Now() - age)
