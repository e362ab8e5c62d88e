"""How long a request or a message may wait for the database, over all of its queries."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf

_deadline: ContextVar[float] = ContextVar("deadline", default=inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """In this task or thread, and in threads that Django starts from it.

    PostgreSQL's next answer that does not come in time raises OperationalError, as in an outage.
    SQLite answers at once.
    """
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def seconds_left() -> float:
    """Infinite without a limit, and never less than zero."""
    return max(0.0, _deadline.get() - time.monotonic())
