"""The people list, and the rows that it sorts by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_save

from calls.folding import fold
from calls.models import Block, Contact, DirectoryEntry, Favourite, User
from calls.presence.connections import online_connections
from calls.presence.visibility import visible_to
from calls.username_rules import username_key

from .own_list import Section, first_people
from .search_words import found_by, replace_words

PAGE_SIZE = 24


@dataclass(frozen=True)
class DirectoryPage:
    users: list[User]
    #: The number of pages.
    pages: int
    #: Of those who come first, by their ids.
    sections: Mapping[int, Section]


def people(me: int, query: str, page: int) -> DirectoryPage:
    """A page of the people whom `query` finds.

    The person's favourites come first, then those of recent calls, then those whom the person sees online.

    Several narrow queries rather than one that sorts everybody: cheap with 10,000 accounts.
    """
    active: QuerySet[User] = get_user_model().objects.filter(is_active=True)
    listed = active.exclude(pk=me).exclude(directory_entry=None).filter(_is_listed(me, query))
    everybody = listed.select_related("directory_entry").order_by("directory_entry__folded", "pk")
    everybody = everybody.only("username", "display_name", "picture_hash", "directory_entry__folded")
    # A list of ids, which databases make once. As a condition of each row it would be checked for everybody.
    connected = active.filter(visible_to(me), pk__in=online_connections().values("user"))
    sections = first_people(me)
    ahead = _in_sections(everybody.filter(pk__in=sections), sections)
    others, online = everybody.exclude(pk__in=sections), Q(pk__in=connected.values("pk"))
    shown = ahead[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    first, last = max(0, (page - 1) * PAGE_SIZE - len(ahead)), page * PAGE_SIZE - len(ahead)
    if last > first:
        found = list(others.filter(online)[first:last])
        shown += found
        if len(found) < last - first:
            online_total = first + len(found) if found else others.filter(online).count()
            shown += others.exclude(online)[max(0, first - online_total) : last - online_total]
    return DirectoryPage(shown, max(1, -(-everybody.count() // PAGE_SIZE)), sections)


def _in_sections(found: QuerySet[User], sections: Mapping[int, Section]) -> list[User]:
    """Favourites by name, then those of recent calls, the latest first."""
    users = {user.pk: user for user in found}
    favourites = [user for user in users.values() if sections[user.pk] == Section.FAVOURITE]
    return favourites + [users[pk] for pk, section in sections.items() if pk in users and section == Section.RECENT]


def _is_listed(me: int, query: str) -> Q:
    searched = found_by(query)
    found = searched
    if settings.DIRECTORY == "contacts":
        known = Q(pk__in=Contact.objects.filter(person=me).values("contact"))
        found &= known | Q(pk__in=Favourite.objects.filter(person=me).values("favourite"))
        if searched:  # a stranger, who can be asked
            found |= Q(username_key=username_key(query.strip().removeprefix("@")))
    return found & ~Q(pk__in=Block.objects.filter(person=me).values("blocked"))


def add_to_directory(instance: User, update_fields: frozenset[str] | None, **_signal: Any) -> None:
    if update_fields is None or not update_fields.isdisjoint({"username", "display_name"}):
        update_directory([instance])


def repair_directory() -> None:
    """For accounts that were written without a signal, or by a worker of the previous version."""
    entry = Q(directory_entry__name=F("username"), directory_entry__searched=F("directory_entry__folded"))
    users = get_user_model().objects.exclude(entry)
    while found := list(users.only("username", "display_name")[:500]):
        update_directory(found)


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


def _folded(user: User) -> str:
    """It begins with the username, which the list is sorted by."""
    return f"{fold(user.username)} {fold(user.display_name)}".strip()[: DirectoryEntry.LENGTH]


def connect_signals() -> None:
    post_save.connect(add_to_directory, sender=get_user_model(), dispatch_uid="calls.directory")
