"""The page of the people list that a tab shows, and its subscription to those people."""

from typing import Any

from calls.group_membership import GroupMembership
from calls.groups import presence_group
from calls.protocol.messages import People
from videochat.database.query_queue import run_background_query

from . import directory


class PresenceSubscription:
    def __init__(self, layer: Any, channel: str) -> None:
        self.membership = GroupMembership(layer, channel)

    async def show_page(self, me: int, request: People) -> dict[str, Any]:
        """The page as a message.

        From now on the tab gets updates about the people on it, and no others.
        """
        shown, pages = await run_background_query(directory.people, me, request.query, request.page)
        groups = {presence_group(user.pk) for user in shown}
        await self.membership.leave(self.membership.groups - groups)
        # Subscribe before reading the statuses, so that no change is missed.
        await self.membership.join(groups)
        entries = await run_background_query(directory.people_entries, shown)
        keys = [user.directory_entry.folded for user in shown]
        about = {"query": request.query, "page": request.page, "pages": pages}
        return {"type": "people", **about, "people": entries, "keys": keys}
