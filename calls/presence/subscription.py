"""The page of the people list that a tab shows, and its subscription to those people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from calls.folding import fold
from calls.group_membership import GroupMembership
from calls.groups import presence_group
from calls.models import User
from calls.notifications import PersonStatus
from calls.protocol.messages import People
from videochat.database.query_queue import run_background_query

from . import directory, listed_people
from .do_not_disturb import quiet_from_state
from .visibility import Sight

NOBODY = User.AllowedCallers.NOBODY


class PresenceSubscription:
    def __init__(self, layer: Any, channel: str) -> None:
        self.membership = GroupMembership(layer, channel)
        self._me = 0
        #: By the ids of the people on the page, in their order.
        self.sights: dict[int, Sight] = {}
        self._request: People | None = None
        #: What the page is sorted by, in its order.
        self._keys: Sequence[str] = ()

    async def show_page(self, me: int, request: People) -> dict[str, Any]:
        """The page as a message.

        From now on the tab gets updates about the people on it, and no others.
        """
        self._me, self._request = me, request
        found = await run_background_query(directory.people, me, request.query, request.page)
        groups = {presence_group(user.pk) for user in found.users}
        await self.membership.leave(self.membership.groups - groups)
        # Subscribe before reading the statuses, so that no change is missed.
        await self.membership.join(groups)
        entries, self.sights = await run_background_query(listed_people.entries, me, found.users, found.sections)
        self._keys = [user.directory_entry.folded for user in found.users]
        about = {"query": request.query, "page": request.page, "pages": found.pages}
        return {"type": "people", **about, "people": entries, "keys": self._keys}

    async def refresh(self) -> dict[str, Any] | None:
        """The page again, if others are on it now.

        Nothing goes out otherwise: somebody who looks offline to this person must not show by it that they have come.
        """
        if self._request is None:
            return None
        before = set(self.sights)
        page = await self.show_page(self._me, self._request)
        return page if set(self.sights) != before else None

    def may_lack(self, arrived: PersonStatus) -> bool:
        """Whether somebody who is online now may belong on the page, and is not on it."""
        request, user = self._request, arrived.user
        if request is None or not request.live or user in self.sights or arrived.allowed_callers == NOBODY:
            return False
        key = fold(arrived.name)
        if any(word.removeprefix("@") not in key for word in fold(request.query).split()):
            return False
        online = [
            key
            for key, sight in zip(self._keys, self.sights.values(), strict=True)
            if sight.shown["status"] != "offline"
        ]
        is_before_the_end = len(online) < directory.PAGE_SIZE or key < online[-1]
        return is_before_the_end and (request.page == 1 or not online or key > online[0])

    def on_status(self, change: PersonStatus) -> dict[str, Any] | None:
        """What the client is told of the person now, as a Sight shows it. None if nothing changes for it."""
        allowed = {"allowed_callers": change.allowed_callers} if change.allowed_callers else {}
        quiet = quiet_from_state(change.do_not_disturb, self._me)
        return self._update(change.user, status=change.status, quiet=quiet, **allowed)

    def on_relation(self, user: int, changes: Mapping[str, bool]) -> dict[str, Any] | None:
        """The same. `changes` are fields of a Sight."""
        return self._update(user, **changes)

    def _update(self, user: int, **changes: Any) -> dict[str, Any] | None:
        before = self.sights.get(user)
        if before is None:
            return None
        after = self.sights[user] = replace(before, **changes)
        shown = after.shown
        return shown if shown != before.shown else None
