"""When each page asks for its list of people again, after a reconnection or a gap of the message layer.

A list costs several milliseconds of the worker and of PostgreSQL. A few pages get theirs at once. If thousands come
back, each has its turn, and the first one comes once those that wait to connect have had theirs.
"""

import time
from collections.abc import Callable

#: Of one worker. They take about a third of a core, with PostgreSQL's share.
LISTS_PER_SECOND = 50
#: What one worker manages while thousands come back.
CONNECTS_PER_SECOND = 300


class ListTurns:
    def __init__(
        self,
        count_waiters: Callable[[], int],
        count_sockets: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """They return how many sockets wait to connect, and how many are connected."""
        self._count_waiters, self._count_sockets, self._clock = count_waiters, count_sockets, clock
        self._last = float("-inf")

    def take(self) -> float:
        """Seconds until the turn of one more page.

        No turn is later than if each socket had one. A page that has several, as after one gap soon after another, asks
        at the first of them.
        """
        now = self._clock()
        earliest = now + self._count_waiters() / CONNECTS_PER_SECOND
        latest = earliest + self._count_sockets() / LISTS_PER_SECOND
        self._last = max(earliest, min(self._last + 1 / LISTS_PER_SECOND, latest))
        return self._last - now
