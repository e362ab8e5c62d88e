"""The page of the people list that a tab looks at, and whose presence it hears of because of that."""

import asyncio
from typing import Any

from calls.notifications import watch_group
from calls.protocol.messages import People
from videochat.database.query_queue import ask_beside

from . import directory


class Watch:
    def __init__(self, layer: Any, channel: str) -> None:
        self.groups: set[str] = set()
        self._layer, self._channel = layer, channel

    async def turn_to(self, me: int, wanted: People) -> dict[str, Any]:
        """The page, as a message; from now on the tab hears when those who stand on it come and go."""
        shown, pages = await ask_beside(directory.people, me, wanted.query, wanted.page)
        groups = {watch_group(user.pk) for user in shown}
        # Watch first, then read: a change in between is told, not lost.
        await asyncio.gather(
            *(self._layer.group_discard(group, self._channel) for group in self.groups - groups),
            *(self._layer.group_add(group, self._channel) for group in groups - self.groups),
        )
        self.groups = groups
        entries = await ask_beside(directory.entries, shown)
        return {"type": "people", "query": wanted.query, "page": wanted.page, "pages": pages, "people": entries}
