"""A token bucket for the frames of a socket, and a cooldown for clients that were cut off."""

import time
from collections.abc import Callable

from .limits import BURST_TOKENS, COOLDOWN_SECONDS, TOKENS_PER_SECOND


class TokenBucket:
    """Starts with `burst` tokens, its maximum, and gains `per_second` a second by `clock`."""

    __slots__ = ("burst", "clock", "per_second", "tokens", "updated")

    def __init__(
        self,
        burst: float = BURST_TOKENS,
        per_second: float = TOKENS_PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.burst, self.per_second, self.clock = burst, per_second, clock
        self.tokens, self.updated = burst, clock()

    def take(self, size: int) -> bool:
        """Take the tokens for a frame of `size` bytes. Takes none, and is False, if too few are left."""
        return self.take_tokens(max(1, size / 1024))

    def take_tokens(self, price: float) -> bool:
        """Takes none, and is False, if too few are left."""
        now = self.clock()
        self.tokens = min(self.burst, self.tokens + (now - self.updated) * self.per_second)
        self.updated = now
        if price > self.tokens:
            return False
        self.tokens -= price
        return True


class Cooldown:
    """Keys that were started less than `seconds` ago, by `clock`."""

    def __init__(self, seconds: float = COOLDOWN_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self.clock = seconds, clock
        self._until: dict[str, float] = {}

    def start(self, key: str) -> None:
        now = self.clock()
        self._until = {key: until for key, until in self._until.items() if until > now}
        self._until[key] = now + self.seconds

    def is_active(self, key: str) -> bool:
        return self._until.get(key, 0) > self.clock()
