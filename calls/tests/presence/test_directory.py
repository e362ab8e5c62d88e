"""The people list: one order on both databases, and a search that finds what somebody would type."""

import secrets

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calls.folding import fold, visible
from calls.models import Block, DirectoryEntry, SearchWord, User
from calls.presence.people_list import directory
from calls.presence.people_list.search_words import search_ids
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

NAMES = ["_x", "Anna", "anna-b", "ann.c", "Ärger", "bob", "émile", "zoe"]
SORTED = ["_x", "ann.c", "Anna", "anna-b", "Ärger", "bob", "émile", "zoe"]


async def test_both_databases_sort_alike_and_say_by_what(site: Site, alice: Person) -> None:
    token = secrets.token_hex(4)
    people = {name: Person(site, f"{token}{name}", plain=True) for name in NAMES}
    page = await alice.device()
    await page.send("people", query=token)
    answer = await page.expect("people", query=token)
    assert [entry["name"].removeprefix(token) for entry in answer["people"]] == SORTED
    assert answer["keys"] == sorted(answer["keys"]) == [f"{token}{fold(name)}" for name in SORTED]
    # Online ones first, in the same order.
    for name in ("zoe", "Anna", "émile"):
        await people[name].device()
    await page.send("people", query=token)
    await page.expect("presence")
    answer = await page.expect("people", query=token)
    assert [entry["name"].removeprefix(token) for entry in answer["people"]][:3] == ["Anna", "émile", "zoe"]
    for person in people.values():
        await person.leave()


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("ärger", ["ÄRG", "arg", "a\u0308rger", " ärg ", "är\u00adger", "\u200bÄRG\u200c", "\u3164är\ufe0f"]),
        ("straße", ["STRASSE", "strasse", "STRAẞE"]),
        ("Łukasz", ["lukasz", "ŁUK", "łukasz"]),
        ("Søren-Bjørn", ["soren", "SØREN", "bjorn"]),
        ("Đỗ.Văn", ["do van", "ĐỖ", "đo"]),
        ("Iş\u0131k", ["isik", "IŞIK", "\u0131ş\u0131k"]),
        ("Æsa.Þór", ["aesa", "thor", "þor", "ÆSA"]),
        ("Cœur.Ħamrun", ["coeur", "hamrun"]),
        ("Guðrún", ["gudrun", "GUÐ"]),
        ("ångström", ["angstrom", "\u212bNGSTRÖM"]),
        ("Ελλάς", ["ελλασ", "ΕΛΛΑΣ"]),
        ("user_1", ["1", "user_1", "@user", "\uff35SER"]),
        ("100%", ["100%", "100"]),
        ("anna-b.smith", ["ann", "b", "SMI", "smi ann", "b.sm"]),
        ("王小明", ["王", "小明", "明"]),
        ("देवी", ["देवी", "देव"]),
    ],
)
async def test_a_search_finds_what_looks_alike(site: Site, alice: Person, name: str, queries: list[str]) -> None:
    token = secrets.token_hex(4)
    person = Person(site, f"{name}{token}", plain=True)
    other = Person(site, f"xyz{token}", plain=True)
    page = await alice.device()
    for query in (f"{query.rstrip()}" for query in queries):
        await page.send("people", query=query)
        found = await page.expect("people", query=query)
        assert person.name in [entry["name"] for entry in found["people"]] or found["pages"] > 1, ascii(query)
        assert other.name not in [entry["name"] for entry in found["people"]]
    for each in (person, other):
        await each.leave()


@pytest.mark.django_db
def test_a_search_finds_the_beginnings_of_words_in_both_names() -> None:
    for username, display_name in (("ada", "Zoë van der Berg"), ("bert", "Anna-Lena Zöllner"), ("zoll", "")):
        User.objects.create_user(username, display_name=display_name)
    found = {
        query: [user.username for user in directory.people(0, query, 1).users]
        for query in ("zo", "zoe", "van berg", "BERG zoe", "der b", "lena", "annalena", "erg", "ollner", "zöll a", "")
    }
    assert found == {
        "zo": ["ada", "bert", "zoll"],
        "zoe": ["ada"],
        "van berg": ["ada"],
        "BERG zoe": ["ada"],
        "der b": ["ada"],
        "lena": ["bert"],
        "annalena": [],
        "erg": [],
        "ollner": [],
        "zöll a": ["bert"],
        "": ["ada", "bert", "zoll"],
    }


@pytest.mark.django_db
def test_closed_accounts_that_one_has_blocked_make_the_list_no_shorter() -> None:
    users = [User.objects.create_user(f"person{number:02}") for number in range(directory.PAGE_SIZE + 3)]
    me, *others = users
    for each in others[:2]:
        Block.objects.create(person=me, blocked=each, since=timezone.now())
        User.objects.filter(pk=each.pk).update(is_active=False)
    Block.objects.create(person=others[2], blocked=me, since=timezone.now())
    User.objects.create_user("zoe")
    assert directory.people(me.pk, "", 1).pages == 2
    assert [user.username for user in directory.people(me.pk, "", 2).users] == ["zoe"]


@pytest.mark.django_db
def test_the_search_reads_an_index_and_no_table() -> None:
    """On SQLite, which says how; PostgreSQL has the same index, in the same order."""
    with CaptureQueriesContext(connection) as captured:
        search_ids("b an")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
        plan = [step[-1] for step in cursor.fetchall()]
    assert "SEARCH word USING COVERING INDEX search_word (text>? AND text<?)" in plan, plan
    assert not [step for step in plan if step.startswith("SCAN")], plan


async def test_a_pasted_search_is_answered_or_refused_in_words(site: Site, alice: Person) -> None:
    page = await alice.device()
    for query in ("a\u00a0b", "\u200c", "x" * 150, "\u200b" * 500 + "x" * 150):
        await page.send("people", query=query)
        await page.expect("people", query=query)
    for query in ("x" * 151, "a\u0000", "\u200b" * 2000):
        await page.send("people", query=query)
        error = await page.expect("error", code="invalid-message")
        assert error["about"] == "people" and "150" in error["message"]


@pytest.mark.django_db
def test_a_name_that_a_version_before_folded_otherwise_is_found_soon() -> None:
    lukasz, _bob = (
        User.objects.create_user("Łukasz", display_name="Anna\u2013Lena O\u2019Brien"),
        User.objects.create_user("bob"),
    )
    old = "łukasz anna\u2013lena o\u2019brien"
    DirectoryEntry.objects.filter(user=lukasz).update(folded=old, searched=old)
    SearchWord.objects.filter(user=lukasz).update(text="łukasz")
    with CaptureQueriesContext(connection) as captured:
        directory.repair_directory()
    assert len([query for query in captured if query["sql"].startswith("INSERT")]) == 2  # one account
    for query in ("luk", "ŁUK", "anna-lena", "o'brien", "O\u2019B"):
        assert [user.username for user in directory.people(0, query, 1).users] == ["Łukasz"], query
    with CaptureQueriesContext(connection) as captured:
        directory.repair_directory()
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "DELETE"))]


@pytest.mark.django_db
def test_names_that_one_search_finds_are_still_two_usernames() -> None:
    for name in ("Łukasz", "lukasz"):
        user = User(username=name)
        user.full_clean(exclude=["password"])
        user.save()
    assert [user.username for user in directory.people(0, "lukasz", 1).users] == ["Łukasz", "lukasz"]


async def test_a_new_name_is_found_at_once_and_the_old_one_no_longer(site: Site, alice: Person, bob: Person) -> None:
    page = await alice.device()
    site.admin("rename", pk=bob.pk, name=f"Zoë_{bob.name}")
    await page.send("people", query=f"zoe_{bob.name}")
    assert len((await page.expect("people"))["people"]) == 1


@pytest.mark.django_db
def test_accounts_that_were_written_past_the_signals_are_listed_soon() -> None:
    User.objects.bulk_create([User(username="Ärger"), User(username="bob")])
    directory.repair_directory()
    User.objects.filter(username="bob").update(username="Émile")
    directory.repair_directory()
    assert list(DirectoryEntry.objects.order_by("folded").values_list("folded", flat=True)) == ["arger", "emile"]
    assert [user.username for user in directory.people(0, "EMI", 1).users] == ["Émile"]
    # A worker of the previous version leaves the words alone.
    DirectoryEntry.objects.filter(folded="emile").update(folded="emile zola", searched="emile")
    User.objects.filter(username="Émile").update(display_name="Zola")
    assert directory.people(0, "zola", 1).users == []
    directory.repair_directory()
    assert [user.username for user in directory.people(0, "zola", 1).users] == ["Émile"]


def test_invisible_characters_are_dropped_and_all_spaces_are_one() -> None:
    assert visible("\u200b a\u00a0\u3000b\u00ad ") == "a b"
    assert visible("\u3164\u115f\ufe0f\U000e0101") == ""
