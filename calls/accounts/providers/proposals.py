"""Proposes a username to somebody who signs up through a provider."""

import itertools
import re
import unicodedata
from collections.abc import Iterable

from calls.models import User
from calls.username_rules import MAX_LENGTH, SIGNS, find_problem, normalize, username_key

#: For the number that makes a name unique.
DIGITS = 6


def propose_username(texts: Iterable[str]) -> str:
    """A free username from the first text that makes one; empty if none does. A text is a name or an email address."""
    names = (_as_username(text) for text in texts)
    return next((_free(name) for name in names if name), "")


def _as_username(text: str) -> str:
    """Empty if the rules of usernames allow nothing like it."""
    # The Turkish İ becomes an i with a dot of its own above it.
    local = text.partition("@")[0].partition("+")[0].strip().lower().replace("i\u0307", "i")
    joined = re.sub(r"\s+", ".", normalize(local))
    name = "".join(each for each in joined if each in SIGNS or unicodedata.category(each)[0] in "LMN")
    name = name[: MAX_LENGTH - DIGITS].strip("".join(SIGNS))
    return name if name and find_problem(name) is None else ""


def _free(name: str) -> str:
    accounts = User.objects.filter(username_key__startswith=username_key(name))
    taken = set(accounts.values_list("username_key", flat=True))
    numbered = itertools.chain([name], (f"{name}{number}" for number in itertools.count(2)))
    return next(each for each in numbered if username_key(each) not in taken)
