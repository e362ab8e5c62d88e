"""Reads the people who may be on a page of the list, with what the list sorts them by.

Each statement begins with few rows, which it names by their ids or reads in the order of an index. So each costs as
much with ten thousand people online and a hundred thousand accounts as with a hundred, and whatever PostgreSQL knows of
tables that have just been filled.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count

from calls.models import Block, Connection, Contact, DirectoryEntry, SearchWord, User, Worker
from calls.presence.connections import LIVE, online_sql
from calls.presence.visibility import may_call_sql
from videochat.database.statement import Statement

from .search_words import matches_sql

#: Of those who are online, the first statement reads as many as are wanted, and so many more, since some are not in
#: the list. Each next one reads four times as many.
SPARE = 8
#: Of those who are online among too many that a search finds.
MAX_ONLINE = 200
TABLES = {
    "connections": Connection, "workers": Worker, "users": User, "entries": DirectoryEntry, "blocks": Block,
    "contacts": Contact, "words": SearchWord,
}  # fmt: skip
_COLUMNS = "person.id, person.username, person.display_name, person.picture_hash, entry.folded"
#: Who is in the list of the viewer, who stands in it twice.
_LISTED = """
    person.is_active AND person.id <> %s
    AND NOT EXISTS (SELECT 1 FROM {blocks} known WHERE known.person_id = %s AND known.blocked_id = person.id)
"""


@dataclass(frozen=True)
class Candidate:
    pk: int
    username: str
    display_name: str
    picture_hash: str
    #: What the list sorts by.
    key: str
    #: As the viewer sees it.
    is_online: bool

    @property
    def user(self) -> User:
        names = {"username": self.username, "display_name": self.display_name, "picture_hash": self.picture_hash}
        return User(pk=self.pk, **names)


def candidates(me: int, ids: Collection[int], query: str = "") -> list[Candidate]:
    """Those of them who are in the list, and whom the search finds."""
    if not ids:
        return []
    found, values = matches_sql(query, "person.id")
    template = f"""
        SELECT {_COLUMNS}, {online_sql("person.id")} AND {may_call_sql("person")}
        FROM {{users}} person JOIN {{entries}} entry ON entry.user_id = person.id
        WHERE entry.user_id IN ({", ".join(map(str, ids))}) AND {_LISTED} AND {found}
    """  # noqa: S608  (numbers)
    return [Candidate(*row) for row in Statement(template, **TABLES).fetch(*[me] * 4, *values)]


def everybody_online(me: int, wanted: int) -> Iterator[Candidate]:
    """Who is in the list and online, as the viewer sees it, in the order of the list.

    `wanted` of them, or a few more, cost the least.
    """
    key, user, seen = "", 0, set[int]()
    for limit in ((wanted + SPARE) * 4**turn for turn in count()):
        rows = _ONLINE.fetch(*[me] * 4, key, user, limit)
        for key, is_shown, user, *columns in rows:  # noqa: B007  (the next statement goes on from there)
            if is_shown and user not in seen:  # once, also with two keys after a new name
                seen.add(user)
                yield Candidate(user, *columns)
        if len(rows) < limit:
            return


_ONLINE = Statement(
    f"""
    SELECT walked.key, entry.folded IS NOT NULL AND {_LISTED} AND {may_call_sql("person")}, {_COLUMNS}, TRUE
    FROM (
        SELECT DISTINCT own.key, own.user_id
        FROM {{connections}} own
        WHERE (own.key, own.user_id) > (%s, %s) AND {LIVE}
        ORDER BY own.key, own.user_id
        LIMIT %s
    ) walked
    JOIN {{users}} person ON person.id = walked.user_id
    LEFT JOIN {{entries}} entry ON entry.user_id = walked.user_id
    ORDER BY walked.key, walked.user_id
    """,  # noqa: S608  (nothing in it comes from outside)
    **TABLES,
)


def everybody_else(me: int, but: Collection[int], first: int, last: int) -> list[Candidate]:
    """The people in the list in its order, without `but`, from the place `first` to before `last`."""
    template = f"""
        SELECT {_COLUMNS}, FALSE
        FROM {{entries}} entry JOIN {{users}} person ON person.id = entry.user_id
        WHERE {_LISTED} AND person.id NOT IN ({", ".join(map(str, but)) or 0})
        ORDER BY entry.folded, entry.user_id
        LIMIT {last - first} OFFSET {first}
    """  # noqa: S608  (numbers)
    return [Candidate(*row) for row in Statement(template, **TABLES).fetch(me, me)]


def find_online(me: int, query: str) -> list[int]:
    """The ids of the first ones who are online, as the viewer sees it, of those whom the search finds.

    Nobody else is among them: that somebody is found must not say that they are online.
    """
    found, values = matches_sql(query, "own.user_id")
    template = f"""
        SELECT own.user_id
        FROM {{connections}} own JOIN {{users}} person ON person.id = own.user_id
        WHERE {found} AND {LIVE} AND {may_call_sql("person")}
        ORDER BY own.key, own.user_id
        LIMIT {MAX_ONLINE}
    """  # noqa: S608  (nothing in it comes from outside)
    return [user for (user,) in Statement(template, **TABLES).fetch(*values, me, me)]
