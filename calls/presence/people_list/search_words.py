"""The words that the search of the people list finds somebody by. A search finds the beginnings of words.

Each row is the folded name from the beginning of one of its words on, so that also "anna b" is found in "Anna Berg",
and an index on the rows finds it, on both databases alike.
"""

import unicodedata
from collections.abc import Iterable

from django.db.models import Q

from calls.folding import fold
from calls.models import SearchWord, User

#: Of a search. The first ones are looked for.
MAX_WORDS = 6


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


def found_by(query: str) -> Q:
    """Each word of the search begins a word of the username or of the display name."""
    found = Q()
    for begin in _beginnings(query):
        # By code points, which is the order of the column. No text is after its last one.
        rows = SearchWord.objects.filter(text__gte=begin, text__lt=f"{begin}\U0010ffff")
        found &= Q(pk__in=rows.values("user"))
    return found


def finds(query: str, user: User) -> bool:
    """Whether `found_by` has that person."""
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
