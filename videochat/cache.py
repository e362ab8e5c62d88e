"""The cache: Redis, and this process's memory while Redis is away. The rate limits are kept in it."""

import time
from collections.abc import Callable
from functools import cache as once
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionBroken
from redis.exceptions import RedisError
from redis.retry import Retry

from .outage import Service

#: Seconds to wait for a connection, and for each answer.
TIMEOUT_SECONDS = 1
#: Seconds from a failure to the next attempt. Until then nobody waits for Redis.
RETRY_SECONDS = 2
#: Django's own number is 300. Above it, entries are dropped: strangers could clear the limits.
MAX_ENTRIES = 100_000
CONNECTION: dict[str, Any] = {
    "socket_connect_timeout": TIMEOUT_SECONDS,
    "socket_timeout": TIMEOUT_SECONDS,
    # Once more after a connection that Redis closed while it was idle; by default redis waits up to
    # ten seconds between three attempts.
    "retry": Retry(NoBackoff(), 1, supported_errors=(ConnectionBroken,)),
}


class MemoryCache(LocMemCache):
    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params | {"OPTIONS": {"MAX_ENTRIES": MAX_ENTRIES}})


class Server:
    """The state that the caches of all threads share: Django makes a new cache for each request."""

    def __init__(self, url: str) -> None:
        self.client = RedisCacheClient([url], **CONNECTION)
        self.service = Service("The cache")
        #: What changed while Redis was away, with its timeout: counts of attempts, and locks that
        #: were released and would refuse people.
        self.changed: dict[tuple[str, int | None], Any] = {}
        self._lock = Lock()
        self._retry_at = 0.0

    def may_try(self) -> bool:
        if self.service.available:
            return True
        with self._lock:
            due = time.monotonic() >= self._retry_at
            if due:  # one thread tries, and the others use the memory
                self._retry_at = time.monotonic() + RETRY_SECONDS
            return due

    def failed(self, problem: Exception) -> None:
        with self._lock:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            self.service.mark_unavailable(problem)


_server = once(Server)


class Cache(RedisCache):
    """Everything is also written to this process's memory, so that the limits hold without Redis."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._redis = _server(server)
        self._memory = MemoryCache("", params)

    @property
    def _cache(self) -> RedisCacheClient:
        return self._redis.client

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._call(lambda cache: cache.get(key, default, version))

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._write(lambda cache: cache.add(key, value, timeout, version), key, version, timeout))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(lambda cache: cache.set(key, value, timeout, version), key, version, timeout)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._write(lambda cache: cache.touch(key, timeout, version), key, version, timeout))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._write(lambda cache: cache.delete(key, version), key, version))

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self._call(lambda cache: cache.has_key(key, version)))

    def clear(self) -> None:
        self._memory.clear()
        self._call(lambda cache: cache.clear())

    # One by one: nothing here needs them to be fast.

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        missing = object()
        found = {key: self.get(key, missing, version) for key in keys}
        return {key: value for key, value in found.items() if value is not missing}

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        for key, value in data.items():
            self.set(key, value, timeout, version)
        return []

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        for key in keys:
            self.delete(key, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return int(self._write(lambda cache: cache.incr(key, delta, version), key, version))

    def _write(
        self, operation: Callable[[Any], Any], key: str, version: int | None, timeout: Any = DEFAULT_TIMEOUT
    ) -> Any:
        result = self._call(operation)
        if not self._redis.service.available:
            self._redis.changed[key, version] = timeout
        elif result is not False:
            operation(self._memory)
        return result

    def _call(self, operation: Callable[[Any], Any]) -> Any:
        if self._redis.may_try():
            try:
                self._catch_up()
                result = operation(super())
            except (RedisError, OSError) as problem:
                self._redis.failed(problem)
            else:
                self._redis.service.mark_available()
                return result
        return operation(self._memory)

    def _catch_up(self) -> None:
        """Write to Redis what changed while it was away."""
        missing = object()
        for (key, version), timeout in list(self._redis.changed.items()):
            value = self._memory.get(key, missing, version)
            if value is missing:
                super().delete(key, version)
            else:
                super().set(key, value, timeout, version)
            self._redis.changed.pop((key, version), None)
