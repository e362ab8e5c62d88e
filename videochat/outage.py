"""What an outage of the database or the message layer is, and whether there is one now."""

import logging

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: As a rule, the database cannot be reached: see `is_unreachable`. Its other errors are answers.
UNREACHABLE = (OperationalError, InterfaceError)
#: The classes of SQLSTATE with which PostgreSQL refuses while it shuts down, starts up or is full
#: (appendix A of its manual).
UNREACHABLE_STATES = ("08", "53", "57P")
#: What a query or a publish raises in an outage.
OUTAGE = (DatabaseError, RedisError, OSError, TimeoutError)


class Service:
    """Whether this process can reach a service. Logs each change, and nothing else."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.available = True

    def mark_down(self, error: BaseException) -> None:
        if self.available:
            self.available = False
            # Django's error wraps the driver's, which says more.
            cause = type(error.__cause__ or error).__name__
            logger.error("%s cannot be reached: %s", self.name, cause)

    def mark_up(self) -> None:
        if not self.available:
            self.available = True
            logger.info("%s answers again", self.name)


database = Service("The database")
layer = Service("The message layer")


def is_unreachable(error: BaseException) -> bool:
    """False for a single statement that failed: by a deadlock, a lock or a timeout."""
    if not isinstance(error, UNREACHABLE) or "database is locked" in str(error):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(UNREACHABLE_STATES)


def note(error: BaseException) -> None:
    """Update `database` or `layer` after one of the exceptions in OUTAGE."""
    if is_unreachable(error):
        database.mark_down(error)
    elif isinstance(error, DatabaseError):
        logger.warning("The database refuses: %s", type(error).__name__)
    else:
        layer.mark_down(error)
