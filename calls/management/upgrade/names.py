"""Finds new names for accounts whose names count as one since version 0.2, as Bob and bob do."""

from collections.abc import Iterable
from itertools import count

from calls.username_rules import username_key


def new_names(accounts: Iterable[tuple[int, str]]) -> dict[int, tuple[str, str]]:
    """The present and the new name of accounts that must be renamed, by id. The oldest account keeps its name."""
    named = sorted(accounts)
    taken = {username_key(name) for _pk, name in named}
    seen: set[str] = set()
    renamed = {}
    for pk, name in named:
        key = username_key(name)
        if key in seen:
            renamed[pk] = name, _free_name(name, taken)
            taken.add(username_key(renamed[pk][1]))
        seen.add(key)
    return renamed


def _free_name(name: str, taken: set[str]) -> str:
    """For example bob2. A long name loses its end, so that the number is part of the key."""
    return next(new for number in count(2) if username_key(new := f"{name[:100]}{number}") not in taken)
