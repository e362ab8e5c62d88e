"""How many days old data are kept, for `manage.py prune`. 0: for ever."""

from typing import NamedTuple

from videochat.environment.values import number

LONGEST = 36_500


class RetentionDays(NamedTuple):
    #: From the placing of a call.
    calls: int
    #: From the day on which a link was used or revoked, or has expired.
    invitations: int
    #: The record of what staff have changed in the administration.
    admin_log: int
    #: From the end of a session. A call that goes on for longer than that would be signed out.
    sessions: int


def retention_days() -> RetentionDays:
    return RetentionDays(
        number("CALL_RETENTION_DAYS", 0, 0, LONGEST),
        number("INVITATION_RETENTION_DAYS", 0, 0, LONGEST),
        number("ADMIN_LOG_RETENTION_DAYS", 0, 0, LONGEST),
        number("SESSION_RETENTION_DAYS", 30, 0, LONGEST),
    )
