"""One Redis server: a connection that publishes, one that subscribes, and a heartbeat over both."""

from collections.abc import Callable
from typing import Any

from .connection import connection_pool
from .heartbeat import Heartbeat
from .listener import Listener
from .publisher import Publisher


class Shard:
    def __init__(
        self,
        host: dict[str, Any],
        prefix: str,
        on_message: Callable[[str, bytes], None],
        on_gap: Callable[[], None],
        on_heartbeat: Callable[[], None],
    ) -> None:
        pool = connection_pool(host)
        self.publisher = Publisher(pool)
        self.listener = Listener(pool, self._on_message, on_gap)
        self.heartbeat = Heartbeat(prefix, self.publisher, self.listener, on_gap, on_heartbeat)
        self.publish, self.unsubscribe = self.publisher.publish, self.listener.unsubscribe
        self._on_other_message = on_message

    async def subscribe(self, channel: str) -> None:
        self.heartbeat.start()
        await self.listener.subscribe(channel)

    def _on_message(self, channel: str, data: bytes) -> None:
        if not self.heartbeat.on_message(channel):
            self._on_other_message(channel, data)

    async def flush(self) -> None:
        await self.heartbeat.close()
        await self.publisher.close()
        await self.listener.close()
