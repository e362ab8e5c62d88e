"""The texts of Django and allauth that have no translation there: ours has them, so that no page is half translated."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import allauth
import django
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from .marks import marked

DJANGO, ALLAUTH = (Path(str(package.__file__)).parent for package in (django, allauth))
#: The parts that this site uses.
PARTS = [
    *(DJANGO / part for part in ("contrib/admin", "contrib/auth", "core", "forms", "views/csrf.py")),
    *(ALLAUTH / part for part in ("account", "core", "mfa", "socialaccount/internal", "templates", "usersessions")),
    *(ALLAUTH / "socialaccount" / part for part in ("adapter.py", "forms.py", "models.py", "views.py")),
]
SKIPPED = {"locale", "migrations", "tests", "vendor"}
DOMAINS = {".py": "django", ".html": "django", ".txt": "django", ".js": "djangojs"}


@cache
def untranslated(domain: str, locale: str) -> list[tuple[str, Any, str | None]]:
    """File, text and context of each."""
    known = {(_first(one.id), one.context) for one in translated(domain, locale)}
    return [
        (path.relative_to(DJANGO.parent).as_posix(), text, context)
        for path in _files(domain)
        for _line, text, context in marked(path)
        if (_first(text), context) not in known and _first(text).strip("\x04")
    ]


def _files(domain: str) -> Iterator[Path]:
    for part in PARTS:
        for path in sorted(part.rglob("*")) if part.is_dir() else [part]:
            if DOMAINS.get(path.suffix) == domain and not SKIPPED & set(path.parts):
                yield path


def translated(domain: str, locale: str) -> Iterator[Message]:
    """What Django and allauth bring."""
    for root in (DJANGO, ALLAUTH):
        for path in root.rglob(f"locale/{locale}/LC_MESSAGES/{domain}.mo"):
            with path.open("rb") as compiled:
                yield from (one for one in read_mo(compiled) if one.id and one.string)


def _first(text: Any) -> str:
    return str(text[0] if isinstance(text, (list, tuple)) else text)
