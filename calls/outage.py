"""What a database or a message layer raises while it cannot be reached, and whether it can: one log line a change."""

import logging

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: The database itself does not answer; other errors of its are answers.
NO_DATABASE = (OperationalError, InterfaceError)
OUTAGE = (DatabaseError, RedisError, OSError, TimeoutError)


class Service:
    """What this process knows of one service, from whoever met it last. Each change is logged, and nothing else."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.there = True

    def lost(self, why: BaseException) -> None:
        if self.there:
            self.there = False
            logger.error("%s cannot be reached: %s", self.name, type(why).__name__)

    def found(self) -> None:
        if not self.there:
            self.there = True
            logger.info("%s answers again", self.name)


database = Service("The database")
layer = Service("The message layer")


def note(outage: BaseException) -> None:
    """Take down what an exception of OUTAGE says of the two."""
    if isinstance(outage, NO_DATABASE):
        database.lost(outage)
    elif isinstance(outage, DatabaseError):
        logger.warning("The database refuses: %s", type(outage).__name__)
    else:
        layer.lost(outage)
