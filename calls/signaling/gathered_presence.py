"""What a page is told of the people whom it shows, while it has been told something less than a second ago."""

import asyncio
from collections.abc import Sequence

from calls.presence.people_list.arrivals import Arrival
from calls.protocol.messages import Json

#: Between two `presence` messages. The first one is sent at once.
SECONDS = 1.0


class GatheredPresence:
    """There is none while nothing waits: most sockets are idle."""

    __slots__ = ("_entries", "arrivals", "timer")

    def __init__(self, timer: asyncio.TimerHandle) -> None:
        self.timer = timer
        #: They come onto the page when they are told: until then somebody else may push them off it.
        self.arrivals: list[Arrival] = []
        #: By name. The last status counts.
        self._entries: dict[str, Json] = {}

    def add(self, entries: Sequence[Json]) -> None:
        self._entries |= {entry["name"]: entry for entry in entries}

    @property
    def entries(self) -> list[Json]:
        return list(self._entries.values())
