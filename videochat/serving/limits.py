"""What one client may ask of a worker, in numbers, and what counts it; knows no socket and no user."""

import time
from collections.abc import Callable

#: Close code (docs/protocol.md): too many messages, or too many tabs.
TOO_MUCH = 4429
#: The reason in the `websocket.disconnect` of a socket that was cut off (ASGI); no client can make it up.
FLOODED = "flooded"

#: Tokens of one socket, at first and a second: a frame takes one, or one for each KiB. The candidates of an ICE restart
#: are some dozens at once, and that is the most that a page ever sends.
BURST, PER_SECOND = 2000, 500
#: Frames of one socket that wait until those before them are served: the server is slow then, and the client is not.
MAX_WAITING = 2000
#: Bytes that wait for a client to read them, beyond the megabytes that the kernel keeps: 5 of the largest answers.
MAX_UNREAD = 512 * 1024
#: Bytes of a request: the longest forms, the administration's among them, have a few KiB.
MAX_BODY = 256 * 1024
#: Tabs of one user, on all workers.
MAX_PARTIES = 32
#: For so many seconds nobody who was cut off is let in again: with a burst each time, he gets less than PER_SECOND.
COOLDOWN = 10.0


class Bucket:
    """Holds `burst` tokens at first and at most, and gets `per_second` of them each second (of `clock`)."""

    __slots__ = ("burst", "clock", "left", "per_second", "then")

    def __init__(
        self, burst: float = BURST, per_second: float = PER_SECOND, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.burst, self.per_second, self.clock = burst, per_second, clock
        self.left, self.then = burst, clock()

    def take(self, size: int) -> bool:
        """Pay for a frame of `size` bytes. False, and nothing is taken, where there are too few tokens for it."""
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self.then) * self.per_second)
        self.then = now
        price = max(1, size / 1024)
        if price > self.left:
            return False
        self.left -= price
        return True


class Cooldown:
    """Who was cut off less than `seconds` ago (of `clock`)."""

    def __init__(self, seconds: float = COOLDOWN, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self.clock = seconds, clock
        self._until: dict[str, float] = {}

    def begin(self, who: str) -> None:
        now = self.clock()
        self._until = {each: until for each, until in self._until.items() if until > now}
        self._until[who] = now + self.seconds

    def holds(self, who: str) -> bool:
        return self._until.get(who, 0) > self.clock()
