"""The words that the search of the people list finds somebody by. A search finds the beginnings of words.

Each row is the folded name from the beginning of one of its words on, so that also "anna b" is found in "Anna Berg",
and an index on the rows finds it, on both databases alike.
"""

import unicodedata
from collections.abc import Iterable

from calls.folding import fold
from calls.models import SearchWord, User
from calls.username_rules import username_key
from videochat.database.statement import Statement

#: Of a search. The first ones are looked for.
MAX_WORDS = 6
#: Words that a search looks at to find people. Nobody looks through what a search for one letter finds.
MAX_ROWS = 500
#: The same of a search for two single letters. So many words begin with each that more would take long.
MAX_ROWS_OF_LETTERS = 200


def words_of(user: User) -> set[str]:
    return {
        name[start:][: SearchWord.LENGTH]
        for name in (fold(user.username), fold(user.display_name))
        for start in range(len(name))
        if _begins_word(name, start)
    }


def _begins_word(name: str, at: int) -> bool:
    """Letters without case begin a word each: in Chinese or Japanese, names have no spaces."""
    category = unicodedata.category(name[at])
    if at == 0:
        return True
    return category == "Lo" or (category[0] in "LN" and unicodedata.category(name[at - 1])[0] not in "LMN")


def matches_sql(query: str, person: str) -> tuple[str, list[str]]:
    """In a hand-written query: whether each word of the search begins a word of a name of the person in that column.

    And the values in it. For `{words}`.
    """
    # By code points, which is the order of the column. No text is after the last one.
    begins = f"""EXISTS (
        SELECT 1 FROM {{words}} also WHERE also.user_id = {person} AND also.text >= %s AND also.text < %s
    )"""  # noqa: S608  (nothing in it comes from outside)
    beginnings = _beginnings(query)
    return " AND ".join([begins] * len(beginnings)) or "TRUE", _bounds(beginnings)


def search_ids(query: str) -> tuple[list[int], bool]:
    """The ids of those whom the search finds, and whether these are all. With too many, the first ones by the word.

    `query` is one that `has_words`.
    """
    *others, longest = sorted(_beginnings(query), key=len)
    limit = MAX_ROWS_OF_LETTERS if len(others) == len(longest) == 1 else MAX_ROWS
    statement, values = _search(longest, others, limit)
    found = statement.fetch(*values)
    return [user for (user,) in found], len(found) < limit


def _search(longest: str, others: list[str], limit: int) -> tuple[Statement, list[str]]:
    also, values = matches_sql(" ".join(others), "word.user_id")
    template = f"""
        SELECT word.user_id FROM {{words}} word
        WHERE {also} AND word.text >= %s AND word.text < %s
        ORDER BY word.text, word.user_id
        LIMIT {limit}
    """  # noqa: S608  (nothing in it comes from outside)
    return Statement(template, words=SearchWord), values + _bounds([longest])


def _bounds(beginnings: list[str]) -> list[str]:
    return [bound for begin in beginnings for bound in (begin, f"{begin}\U0010ffff")]


def has_words(query: str) -> bool:
    """Whether it looks for anything."""
    return bool(_beginnings(query))


def exact_key(query: str) -> str:
    """The `username_key` of whom the search names by the whole username."""
    return username_key(query.strip().removeprefix("@"))


def matches(query: str, user: User) -> bool:
    """Whether `matches_sql` has that person."""
    words = words_of(user) if query else ()
    return all(any(word.startswith(begin) for word in words) for begin in _beginnings(query))


def _beginnings(query: str) -> list[str]:
    return [word.removeprefix("@")[: SearchWord.LENGTH] or word for word in fold(query).split()[:MAX_WORDS]]


def replace_words(users: Iterable[User]) -> None:
    """In a transaction that has locked what says that they are right."""
    users = list(users)
    SearchWord.objects.filter(user__in=users).delete()
    rows = [SearchWord(user=user, text=word) for user in users for word in words_of(user)]
    SearchWord.objects.bulk_create(rows, batch_size=2000)
