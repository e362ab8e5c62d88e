"""A made-up language, "en-xa": each text has accents, brackets around it, and is longer by 40 %.

It has exactly those texts that Chinese has, our own and those of Django and allauth. So whatever a page shows without
accents is not marked for translation, or has no translation.
"""

import re
from pathlib import Path
from typing import Any

import allauth
import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo

from calls.tests.harness.once import once
from tools.catalogues.files import DOMAINS, po_file

LANGUAGE, LOCALE = "en-xa", "en_XA"
MODEL = "zh_Hans"
LETTERS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž"
)
#: Stays as it is: placeholders, tags, entities, and the address in a link.
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd]|%%|<[^>]+>|&\w+;|\n)")
FILLER = "öñé ţŵö ţĥŕéé ƒöûŕ ƒîṽé "
LONGER = 0.4


def pseudo(text: str) -> str:
    """For example "⟦Ĥåñĝ ûþ öñé⟧"."""
    parts = KEPT.split(text)
    accented = "".join(part if KEPT.fullmatch(part) else part.translate(LETTERS) for part in parts)
    length = int(len(KEPT.sub("", text)) * LONGER)
    filler = (FILLER * (length // len(FILLER) + 1))[:length].strip()
    ending = re.search(r"\s*$", accented)
    assert ending is not None
    return f"⟦{accented[: ending.start()]}{f' {filler}' if filler else ''}⟧{ending[0]}"


def catalogues() -> Path:
    """The folder for LOCALE_PATHS."""
    return once("pseudo", write_all)


def write_all(root: Path) -> None:
    for domain in DOMAINS:
        write(root, domain)


def write(root: Path, domain: str) -> None:
    made = Catalog(locale="en")
    for message in messages(domain):
        made.add(message.id, changed(message.id), context=message.context)
    path = root / LOCALE / "LC_MESSAGES" / f"{domain}.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as compiled:
        write_mo(compiled, made)


def messages(domain: str) -> list[Any]:
    theirs = [
        path
        for package in (django, allauth)
        for path in sorted(Path(str(package.__file__)).parent.rglob(f"locale/{MODEL}/LC_MESSAGES/{domain}.mo"))
    ]
    found: dict[Any, Any] = {}
    for path in [*theirs, po_file(MODEL, domain).with_suffix(".mo")]:
        with path.open("rb") as compiled:
            found |= {(str(one.id), one.context): one for one in read_mo(compiled) if one.id}
    return list(found.values())


def changed(text: Any) -> Any:
    if isinstance(text, (list, tuple)):
        return tuple(pseudo(one) for one in text)
    return text if is_format(text) else pseudo(text)


def is_format(text: str) -> bool:
    """Django has a few formats among its texts, such as "%s (%s)"."""
    return not re.search("[A-Za-z]", KEPT.sub("", text))
