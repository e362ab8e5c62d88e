"""The page of the people list that a tab shows, and its subscription to those people."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from calls.group_membership import GroupMembership
from calls.groups import presence_group
from calls.notifications import PersonStatus
from calls.presence.do_not_disturb import quiet_from_state
from calls.presence.status import presence_message
from calls.presence.visibility import Sight
from calls.protocol.messages import Json, People
from calls.username_rules import username_key
from videochat.database.query_queue import run_background_query

from . import directory, listed_people
from .arrivals import Arrival
from .directory import PAGE_SIZE
from .listed_accounts import contacts_only
from .own_list import Section
from .search_words import exact_key, matches

#: No key is behind it.
END = chr(sys.maxunicode)


class PresenceSubscription:
    def __init__(self, layer: Any, channel: str) -> None:
        self.membership = GroupMembership(layer, channel)
        self._me = 0
        self._request: People | None = None
        #: By the ids of the people on the page; and what the page is sorted by.
        self.sights: dict[int, Sight] = {}
        self._keys: dict[int, str] = {}
        self._sections: dict[int, Section] = {}
        #: See _find_bounds; None after a change.
        self._bounds: tuple[str, str] | None = None
        #: When the queries for the page began, in seconds of time.monotonic.
        self._asked_at = 0.0
        #: Relations to others that have changed since then: the time, and fields of a Sight.
        self._changes: dict[int, tuple[float, Mapping[str, Any]]] = {}
        #: The person whose card was opened last, who need not be on the page.
        self._card: tuple[int, Sight] | None = None

    async def show_page(self, me: int, request: People) -> dict[str, Any]:
        """The page as a message.

        From now on the tab gets updates about the people on it and, if it is live, about those who come onto it.
        """
        self._me, self._request = me, request
        self._asked_at, self._changes = time.monotonic(), {}
        found = await run_background_query(directory.people, me, request.query, request.page)
        groups = {presence_group(user.pk) for user in found.users}
        await self.membership.leave(self.membership.groups - groups - self._card_group)
        # Subscribe before reading the statuses, so that no change is missed.
        await self.membership.join(groups)
        entries, self.sights = await run_background_query(listed_people.entries, me, found.users, found.sections)
        self._keys = dict(found.keys)
        self._sections, self._bounds = dict(found.sections), None
        about = {"query": request.query, "page": request.page, "pages": found.pages}
        return {"type": "people", **about, "people": entries, "keys": list(self._keys.values())}

    async def show_card(self, me: int, user: int, sight: Sight) -> bool:
        """From now on the tab gets updates about this person, too. False: it had them already."""
        self._me = me
        before, self._card = self._card_group, (user, sight)
        await self.membership.leave(before - self._card_group - {presence_group(pk) for pk in self.sights})
        is_new = not self._card_group <= self.membership.groups
        await self.membership.join(self._card_group)
        return is_new

    async def hide_card(self) -> None:
        """From now on the tab gets updates about the person on the card only if its page lists them."""
        group, self._card = self._card_group, None
        await self.membership.leave(group - {presence_group(pk) for pk in self.sights})

    @property
    def _card_group(self) -> set[str]:
        return {presence_group(self._card[0])} if self._card else set()

    async def show_again(self) -> dict[str, Any] | None:
        """The page once more, as it is now. None if the tab has not asked for one."""
        return await self.show_page(self._me, self._request) if self._request else None

    async def forget_unlisted(self) -> None:
        """Where lists have contacts only: no updates any more about the others on the page. It costs no query.

        Raises what the layer raises; the client is told nothing of them all the same.
        """
        request = self._request
        if request is None or not contacts_only():
            return
        key = exact_key(request.query)
        favourites = {user for user, section in self._sections.items() if section == Section.FAVOURITE}
        unlisted = {
            user
            for user, sight in self.sights.items()
            if not (sight.is_contact or user in favourites or username_key(sight.name) == key)
        }
        for user in unlisted:
            del self.sights[user], self._keys[user]
        self._bounds = None
        await self.membership.leave({presence_group(user) for user in unlisted} - self._card_group)

    @property
    def is_shown(self) -> bool:
        """Whether the tab has asked for a page."""
        return self._request is not None

    @property
    def is_live(self) -> bool:
        return self._request is not None and self._request.live

    def lacking(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Those who belong on the page and are not on it. `arrivals` are in the order of their keys.

        Nobody whom the database was asked about before the page: the page has them, unless they were blocked since.
        """
        request, found = self._request, list[Arrival]()
        if request is None or not request.live:
            return found
        first, last = self._bounds = self._bounds or self._find_bounds()
        for each in arrivals:
            if len(found) == PAGE_SIZE or each.key >= last:
                break
            user = each.user.pk
            if user in self.sights or user == self._me or (request.page > 1 and each.key <= first):
                continue
            if each.asked_at <= self._asked_at:
                continue
            is_visible = not self._sight(each).looks_offline
            if is_visible and each.is_listed_for(self._me, request.query) and matches(request.query, each.user):
                found.append(each)
        return found

    def still_lacking(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Of those who were lacking: the page may have turned to other people meanwhile."""
        return self.lacking(sorted(arrivals, key=lambda arrival: arrival.key)) if arrivals else []

    async def add(self, arrivals: Sequence[Arrival]) -> list[Json]:
        """Put them on the page; those whom this pushes off the end of it leave. Returns their entries."""
        if not arrivals:
            return []
        await self.membership.join(presence_group(each.user.pk) for each in arrivals)
        entries, left = self._put_on_page(arrivals)
        await self.membership.leave(left)
        return entries

    def try_add(self, arrivals: Sequence[Arrival]) -> list[Json] | None:
        """The same without waiting; None if the message layer must be waited for."""
        if not arrivals:
            return []
        if not self.membership.try_join(presence_group(each.user.pk) for each in arrivals):
            return None
        entries, left = self._put_on_page(arrivals)
        self.membership.try_leave(left)  # what could be joined so can be left so
        return entries

    def _put_on_page(self, arrivals: Sequence[Arrival]) -> tuple[list[Json], set[str]]:
        """Their entries, and the groups of those who are not on the page after that."""
        # The statuses from before are known in this process: it hears each before the layer hands it to the pages.
        entries: dict[int, Json] = {}
        left = set[int]()
        for each in arrivals:
            user, sight, relation = each.user, self._sight(each), each.relation_to(self._me)
            if sight.looks_offline:  # they have left meanwhile
                left.add(user.pk)
                continue
            section = {"section": Section.FAVOURITE.value} if relation.favourite else {}
            if relation.favourite:
                self._sections[user.pk] = Section.FAVOURITE
            self.sights[user.pk], self._keys[user.pk] = sight, each.key
            about = relation.as_message() | section | {"key": each.key}
            entries[user.pk] = user.wire_names() | sight.shown | about
        self._bounds = None
        in_order = sorted(self.sights, key=lambda pk: (self._rank(pk), self._keys[pk]))
        for pk in in_order[PAGE_SIZE:]:
            del self.sights[pk], self._keys[pk]
            entries.pop(pk, None)
            left.add(pk)
        return list(entries.values()), {presence_group(pk) for pk in left} - self._card_group

    def _sight(self, arrival: Arrival) -> Sight:
        changed_at, changes = self._changes.get(arrival.user.pk, (0.0, {}))
        sight = arrival.seen_by(self._me)
        return replace(sight, **changes) if changed_at >= arrival.asked_at else sight

    def _find_bounds(self) -> tuple[str, str]:
        """Somebody who is online belongs on the page if their key is between these."""
        ranks = {user: self._rank(user) for user in self.sights}
        online = [self._keys[user] for user, rank in ranks.items() if rank == 1]
        has_room = len(ranks) < PAGE_SIZE or 2 in ranks.values()
        return min(online, default=END), END if has_room else max(online, default="")

    def _rank(self, user: int) -> int:
        """0: favourites and people of recent calls; 1: who else is online; 2: all others."""
        return 0 if user in self._sections else 2 if self.sights[user].looks_offline else 1

    def may_call(self, user: int) -> bool:
        """Whether the tab's person may call somebody on the page, or the one on the card."""
        sight = self._known_sight(user)
        return sight is not None and sight.may_call

    def _known_sight(self, user: int) -> Sight | None:
        """Of somebody on the page, or on the card."""
        if self._card and self._card[0] == user:
            return self.sights.get(user, self._card[1])
        return self.sights.get(user)

    def on_status(self, change: PersonStatus) -> dict[str, Any] | None:
        """The message for the client, with the name that it knows. None if nothing changes for it."""
        allowed = {"allowed_callers": change.allowed_callers} if change.allowed_callers else {}
        quiet = quiet_from_state(change.do_not_disturb, self._me)
        return self._update(change.user, status=change.status, quiet=quiet, **allowed)

    def on_rename(self, user: int, name: str) -> None:
        """The client is told. A worker that does not know it yet may still publish a status by the former name."""
        self._update(user, name=name)

    def on_relation(self, user: int, changes: Mapping[str, bool]) -> dict[str, Any] | None:
        """The same. `changes` are fields of a Sight."""
        _, known = self._changes.get(user, (0.0, {}))
        self._changes[user] = time.monotonic(), {**known, **changes}
        return self._update(user, **changes)

    def _update(self, user: int, **changes: Any) -> dict[str, Any] | None:
        before = self._known_sight(user)
        if before is None:
            return None
        after = replace(before, **changes)
        if user in self.sights:
            self.sights[user], self._bounds = after, None
        if self._card and self._card[0] == user:
            self._card = user, after
        return presence_message(after.name, after.shown) if after.shown != before.shown else None
