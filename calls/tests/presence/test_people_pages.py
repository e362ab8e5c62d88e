"""The pages of the people list, compared with a plain sort of everybody."""

import random
from datetime import timedelta
from functools import partial
from itertools import chain, repeat
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db.models.functions import Now

from calls.models import Block, Call, CallLeg, Connection, Contact, Favourite, User
from calls.presence import connecting, leases
from calls.presence.people_list import candidates, directory, search_words
from calls.presence.people_list.own_list import Section, own_people
from calls.presence.visibility import reach
from calls.tests.harness.rows import worker
from calls.username_rules import username_key

pytestmark = pytest.mark.django_db

SYLLABLES = ("an", "be", "bo", "ca", "lo", "ma", "ri", "zé")


def connect(user: User, at: object) -> None:
    connecting.connect_all([Connection(user=user, worker=at, party=str(uuid4()))])  # type: ignore[misc]


@pytest.fixture
def me() -> int:
    """Among 120 people who are online or not, hide or not, and know or have blocked each other."""
    dice = random.Random(3)  # noqa: S311
    people = []
    for number in range(120):
        first, last = ("".join(dice.choices(SYLLABLES, k=2)) for _ in range(2))
        found = User(username=f"{first}{number}", display_name=f"{first.title()} {last.title()}")
        found.username_key = username_key(found.username)
        found.allowed_callers = dice.choice(["everybody"] * 6 + ["contacts", "nobody"])
        found.is_active = dice.random() < 0.95
        people.append(found)
    me, *others = User.objects.bulk_create(people)
    directory.repair_directory()
    alive, dead = worker(), worker(lease=-5)
    for person in others:
        for at in dice.choice([[], [], [alive], [alive, alive], [dead], [dead, alive]]):
            connect(person, at)
    connect(me, alive)

    def some(share: float) -> list[User]:
        return [person for person in others if dice.random() < share]

    Contact.objects.bulk_create(Contact(person=me, contact=each, since=Now()) for each in some(0.3))
    Contact.objects.bulk_create(Contact(person=each, contact=me, since=Now()) for each in some(0.3))
    Favourite.objects.bulk_create(Favourite(person=me, favourite=each, since=Now()) for each in some(0.05))
    Block.objects.bulk_create(Block(person=me, blocked=each, since=Now()) for each in some(0.1))
    Block.objects.bulk_create(Block(person=each, blocked=me, since=Now()) for each in some(0.1))
    for ago, callee in enumerate(dice.sample(others, 6)):
        call = Call.objects.create(
            caller=me, callee=callee, state="ended", reason="busy", placed_at=Now() - timedelta(hours=ago)
        )
        CallLeg.objects.create(call=call, user=callee, live=False)
    return me.pk


def in_order(me: int, query: str, *, contacts_only: bool) -> list[tuple[str, bool]]:
    """All names as the list should have them, and whether that person comes before those who are offline."""
    sections = own_people(me).sections
    blocked = Block.objects.filter(person=me).values("blocked")
    found = []
    for user in User.objects.filter(is_active=True).exclude(pk=me).exclude(pk__in=blocked):
        known = Contact.objects.filter(person=me, contact=user).exists() or sections.get(user.pk) == Section.FAVOURITE
        if not search_words.matches(query, user) or (contacts_only and not known and user.username != query):
            continue
        sight = reach(user.pk, me)
        section = sections.get(user.pk)
        recent = list(sections).index(user.pk) if section == Section.RECENT else 0
        rank = (
            0 if section == Section.FAVOURITE else 1 if section else 2 if sight.is_online and not sight.withheld else 3
        )
        found.append((rank, recent, user.directory_entry.folded, user.username))
    return [(name, rank < 3) for rank, _recent, _key, name in sorted(found)]


def all_pages(me: int, query: str) -> list[str]:
    pages = [directory.people(me, query, 1)]
    while len(pages) < pages[0].pages:
        pages.append(directory.people(me, query, len(pages) + 1))
    assert directory.people(me, query, len(pages) + 1).users == []
    for page in pages:
        assert list(page.keys) == [user.pk for user in page.users]
    return [user.username for page in pages for user in page.users]


@pytest.mark.parametrize("contacts_only", [False, True])
def test_the_pages_have_everybody_once_and_in_order(
    me: int, contacts_only: bool, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DIRECTORY = "contacts" if contacts_only else "everybody"
    monkeypatch.setattr(candidates, "SPARE", 0)  # so that a page takes several statements
    for query in ("", " ", "a", "ma", "lo", "an m", "ma ma", "zebo", "nobody", "ANRI", "\u200b", "m a n r i b"):
        expected = [name for name, _ahead in in_order(me, query, contacts_only=contacts_only)]
        assert all_pages(me, query) == expected, ascii(query)


def test_the_page_is_whole_while_staff_change_whom_the_list_shows(me: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's other thread hears of it while this one reads the page."""
    for former in (True, False):
        choices = chain([former], repeat(not former))
        monkeypatch.setattr(directory, "contacts_only", partial(next, choices))
        found = [user.username for user in directory.people(me, "", 1).users]
        expected = [name for name, _ahead in in_order(me, "", contacts_only=former)]
        assert found == expected[: directory.PAGE_SIZE]


@pytest.mark.parametrize(("query", "limit"), [("m", "MAX_ROWS"), ("b b", "MAX_ROWS_OF_LETTERS"), ("b b b", "MAX_ROWS")])
def test_who_is_online_comes_first_also_of_too_many_that_a_search_finds(
    me: int, query: str, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [name for name, ahead in in_order(me, query, contacts_only=False) if ahead]
    assert len(expected) > 5
    monkeypatch.setattr(search_words, limit, 3)
    found = all_pages(me, query)
    assert found[: len(expected)] == expected
    assert len(found) <= len(expected) + 3


def test_a_new_name_moves_somebody_who_is_online(me: int) -> None:
    user = User.objects.create_user("zz_last")
    connect(user, leases.live_workers().get())
    before = [name for name, ahead in in_order(me, "", contacts_only=False) if ahead]
    assert all_pages(me, "")[: len(before)] == before and before[-1] == "zz_last"
    user.username = "0_first"
    user.save(update_fields=["username"])
    after = [name for name, ahead in in_order(me, "", contacts_only=False) if ahead]
    assert all_pages(me, "")[: len(after)] == after and after[-1] != "0_first"


def test_sockets_of_a_worker_of_the_previous_version_are_listed_and_soon_in_order(me: int) -> None:
    online = [name for name, ahead in in_order(me, "", contacts_only=False) if ahead]
    Connection.objects.update(key="")
    assert set(all_pages(me, "")[: len(online)]) == set(online)
    directory.fill_in_sort_keys()
    assert all_pages(me, "")[: len(online)] == online


def test_a_worker_that_has_lost_its_lease_brings_its_people_back_in_order(me: int) -> None:
    online = [name for name, ahead in in_order(me, "", contacts_only=False) if ahead]
    [alive] = leases.live_workers()
    key = alive.pk
    rows = list(Connection.objects.filter(worker=alive))
    for row in rows:
        row.key = ""  # as the worker remembers them
    alive.delete()
    leases.restore_worker(key, rows)
    assert all_pages(me, "")[: len(online)] == online
