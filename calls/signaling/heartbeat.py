"""Whether a page still runs, by the pings that it sends."""

import time
from collections.abc import Callable

#: Seconds without a frame. A visible page pings every 25 s at least, a hidden one once a minute. Each
#: may miss one.
VISIBLE_SECONDS = 60.0
HIDDEN_SECONDS = 150.0


class Heartbeat:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard = clock()
        #: None until the first ping: a client need not send any.
        self._limit: float | None = None

    def on_frame(self) -> None:
        self._heard = self._clock()

    def on_ping(self, *, hidden: bool) -> None:
        self._limit = HIDDEN_SECONDS if hidden else VISIBLE_SECONDS

    @property
    def is_hidden(self) -> bool:
        """By its last ping."""
        return self._limit == HIDDEN_SECONDS

    def is_silent(self) -> bool:
        return self._limit is not None and self._clock() - self._heard > self._limit
