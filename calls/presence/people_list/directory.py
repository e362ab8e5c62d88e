"""The people list, and the rows that it sorts by."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q
from django.db.models.signals import post_save

from calls.folding import PLAIN_LETTERS, fold
from calls.models import Connection, Contact, DirectoryEntry, User
from calls.presence.connections import copy_sort_keys

from .candidates import Candidate, candidates, everybody_else, everybody_online, find_online
from .listed_accounts import contacts_only
from .own_list import Section, own_people
from .search_words import exact_key, has_words, replace_words, search_ids

PAGE_SIZE = 24
#: Up to this many accounts are counted for every page. Above it, the count is cached for COUNT_SECONDS: counting takes
#: as long as several pages, and only gives the number of pages.
MAX_COUNTED, COUNT_SECONDS = 5000, 15.0


@dataclass(frozen=True)
class DirectoryPage:
    users: list[User]
    #: What the list sorts them by, by their ids.
    keys: Mapping[int, str]
    #: The number of pages.
    pages: int
    #: Of those who come first, by their ids.
    sections: Mapping[int, Section]


def people(me: int, query: str, page: int) -> DirectoryPage:
    """A page of the people whom `query` finds.

    The person's favourites come first, then those of recent calls, then those whom the person sees online.
    """
    own = own_people(me)
    sections = own.sections
    places = slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    only_contacts = contacts_only()  # it may change meanwhile
    if only_contacts or has_words(query):
        found = _in_order(_find(me, query, sections, only_contacts=only_contacts), sections)
        shown, total = found[places], len(found)
    else:
        shown, total = _of_everybody(me, sections, places), _number_of_accounts() - 1 - own.blocked
    keys = {each.pk: each.key for each in shown}
    return DirectoryPage([each.user for each in shown], keys, max(1, -(-total // PAGE_SIZE)), sections)


def _find(me: int, query: str, sections: Mapping[int, Section], *, only_contacts: bool) -> list[Candidate]:
    if only_contacts:
        known = set(Contact.objects.filter(person=me).values_list("contact", flat=True))
        known |= {user for user, section in sections.items() if section == Section.FAVOURITE}
        # And a stranger, who can be asked.
        strangers = User.objects.filter(username_key=exact_key(query)) if query else User.objects.none()
        return candidates(me, known | set(strangers.values_list("pk", flat=True)), query)
    found, are_all = search_ids(query)
    if are_all:
        return candidates(me, set(found))
    some = {*found, *find_online(me, query)}
    return candidates(me, some) + candidates(me, sections.keys() - some, query)


def _of_everybody(me: int, sections: Mapping[int, Section], places: slice) -> list[Candidate]:
    ahead = _in_order(candidates(me, sections), sections)
    shown = ahead[places]
    first, last = max(0, places.start - len(ahead)), places.stop - len(ahead)
    if last > first:
        others = (each for each in everybody_online(me, last) if each.pk not in sections)
        online = list(islice(others, last))
        shown += online[first:]
        if len(online) < last:
            but = {*sections, *(each.pk for each in online)}
            shown += everybody_else(me, but, max(0, first - len(online)), last - len(online))
    return shown


def _in_order(found: Iterable[Candidate], sections: Mapping[int, Section]) -> list[Candidate]:
    recent = [user for user, section in sections.items() if section == Section.RECENT]
    ranks = {user: (1, place) for place, user in enumerate(recent)}
    ranks |= dict.fromkeys(sections.keys() - ranks.keys(), (0, 0))

    def place(each: Candidate) -> tuple[tuple[int, int], str, int]:
        return ranks.get(each.pk) or (2 if each.is_online else 3, 0), each.key, each.pk

    return sorted(found, key=place)


#: Of an entry that is folded as in a version that kept these letters.
_NOT_FOLDED = f"[{''.join(PLAIN_LETTERS)}]"
#: The number, and when they were counted, by time.monotonic().
_counted = (0, 0.0)


def _number_of_accounts() -> int:
    global _counted
    number, when = _counted
    if number <= MAX_COUNTED or time.monotonic() - when > COUNT_SECONDS:
        number = User.objects.filter(is_active=True).count()
        _counted = (number, time.monotonic())
    return number


def add_to_directory(instance: User, update_fields: frozenset[str] | None, **_signal: Any) -> None:
    if update_fields is None or not update_fields.isdisjoint({"username", "display_name"}):
        update_directory([instance])


def repair_directory() -> None:
    """For accounts that were written without a signal, or by a worker of the previous version.

    It looks at all accounts.
    """
    entry = Q(directory_entry__name=F("username"), directory_entry__searched=F("directory_entry__folded"))
    of_before = Q(directory_entry__folded__regex=_NOT_FOLDED)
    users = get_user_model().objects.exclude(entry & ~of_before)
    while found := list(users.only("username", "display_name")[:500]):
        update_directory(found)
    # A socket that connected while its person was being renamed.
    copy_sort_keys(Connection.objects.exclude(key=F("user__directory_entry__folded")))


def fill_in_sort_keys() -> None:
    """For sockets of a worker of the previous version."""
    copy_sort_keys(Connection.objects.filter(key=""))


def update_directory(users: Iterable[User]) -> None:
    users = list(users)
    entries = [
        DirectoryEntry(user=user, name=user.username, folded=folded, searched=folded)
        for user in users
        for folded in [_folded(user)]
    ]
    # The entries lock out another update of the same accounts until their words are written.
    with transaction.atomic():
        DirectoryEntry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["name", "folded", "searched"],
        )
        replace_words(users)
        copy_sort_keys(Connection.objects.filter(user__in=users))


def _folded(user: User) -> str:
    """It begins with the username, which the list is sorted by."""
    return f"{fold(user.username)} {fold(user.display_name)}".strip()[: DirectoryEntry.LENGTH]


def connect_signals() -> None:
    post_save.connect(add_to_directory, sender=get_user_model(), dispatch_uid="calls.directory")
