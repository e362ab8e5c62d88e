"""How long a request or a message may wait for the database, over all of its queries."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf


class TimeLeft:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


_left: ContextVar[TimeLeft | None] = ContextVar("left", default=None)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Limit the database in this task or thread, and in threads that Django starts from it.

    Only the time that is spent waiting for PostgreSQL counts. Its next answer that does not come in
    time raises OperationalError, as in an outage. SQLite answers at once.
    """
    token = _left.set(TimeLeft(seconds))
    try:
        yield
    finally:
        _left.reset(token)


@contextmanager
def limited_wait(longest: float) -> Iterator[float]:
    """Yields the seconds that the next answer may take. Put only the wait for it into the block."""
    left = _left.get()
    began = time.monotonic()
    try:
        yield min(longest, left.seconds if left else inf)
    finally:
        if left:
            left.seconds = max(0.0, left.seconds - (time.monotonic() - began))
