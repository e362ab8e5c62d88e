"""What an outage of the database or the message layer is, and whether there is one now."""

import asyncio
import logging

from django.db import Error as DatabaseError
from django.db import InterfaceError, InternalError, OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: Usually raised when the database is unreachable; `is_unreachable` decides. Any other error is a
#: response from it.
UNREACHABLE_ERRORS = (OperationalError, InterfaceError, InternalError)
#: The classes of SQLSTATE with which PostgreSQL refuses while it shuts down, starts up or is full
#: (appendix A of its manual).
UNREACHABLE_STATES = ("08", "53", "57P")
#: The SQLSTATE of a write to a standby. During a failover it answers queries, but nothing can be
#: placed, and no lease renewed, until it is promoted.
READ_ONLY_STATE = "25006"
#: What a query or a publish raises in an outage.
OUTAGE_ERRORS = (DatabaseError, RedisError, OSError, TimeoutError)


class Service:
    """Whether this process can reach a service. Logs each change, and nothing else."""

    def __init__(self, name: str, *, private: bool = False) -> None:
        """`private`: its errors may name people, so only their type is logged."""
        self.name, self.private = name, private
        self.available = True

    def mark_unavailable(self, error: BaseException) -> None:
        if self.available:
            self.available = False
            # Django's error wraps the driver's, which says more. What asyncio cancels is only late.
            inner = error.__cause__
            cause = error if inner is None or isinstance(inner, asyncio.CancelledError) else inner
            said = type(cause).__name__ if self.private else describe(cause)
            logger.error("%s cannot be reached: %s", self.name, said)

    def mark_available(self) -> None:
        if not self.available:
            self.available = True
            logger.info("%s is reachable again", self.name)


def describe(error: BaseException) -> str:
    """The type and the first line, which says, for example, that a password is wrong or a disk is full."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__


database = Service("The database")
layer = Service("The message layer")


def is_unreachable(error: BaseException) -> bool:
    """False for a single statement that failed: by a deadlock, a lock or a timeout."""
    if not isinstance(error, UNREACHABLE_ERRORS) or "database is locked" in str(error):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    if isinstance(error, InternalError):
        return state == READ_ONLY_STATE
    return state is None or state.startswith(UNREACHABLE_STATES)


def record(error: BaseException) -> None:
    """Update `database` or `layer` after one of the exceptions in OUTAGE_ERRORS."""
    if is_unreachable(error):
        database.mark_unavailable(error)
    elif isinstance(error, DatabaseError):
        logger.warning("Database error: %s", type(error).__name__)
    else:
        layer.mark_unavailable(error)
