"""What a database or a message layer raises while it cannot be reached, and whether it can: one log line a change."""

import logging

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: The database itself does not answer, as a rule: see `is_away`. Other errors of its are answers.
NO_DATABASE = (OperationalError, InterfaceError)
#: What PostgreSQL says when it goes, is not ready yet, or has no room (appendix A of its manual, by
#: class).
GOES = ("08", "53", "57P")
OUTAGE = (DatabaseError, RedisError, OSError, TimeoutError)


class Service:
    """What this process knows of one service, from whoever met it last. Each change is logged, and nothing else."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.there = True

    def lost(self, why: BaseException) -> None:
        if self.there:
            self.there = False
            # Django's error wraps the driver's, which says more.
            logger.error("%s cannot be reached: %s", self.name, type(why.__cause__ or why).__name__)

    def found(self) -> None:
        if not self.there:
            self.there = True
            logger.info("%s answers again", self.name)


database = Service("The database")
layer = Service("The message layer")


def is_away(problem: BaseException) -> bool:
    """False for one statement that was given up: a deadlock, a lock that did not come, a limit of time."""
    if not isinstance(problem, NO_DATABASE):
        return False
    state = getattr(problem.__cause__, "sqlstate", None)
    return "database is locked" not in str(problem) and (state is None or state.startswith(GOES))


def note(outage: BaseException) -> None:
    """Take down what an exception of OUTAGE says of the two."""
    if is_away(outage):
        database.lost(outage)
    elif isinstance(outage, DatabaseError):
        logger.warning("The database refuses: %s", type(outage).__name__)
    else:
        layer.lost(outage)
