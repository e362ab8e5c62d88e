"""The .po and .mo files: where they are, what is missing in them, and how they are written."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from .sources import ROOT, template

LOCALES = ("zh_Hans",)
DOMAINS = ("django", "djangojs")
HEADER = "# Translations of Videochat. `make messages` brings this file up to date (locale/README.md).\n#"
#: Always the same, so that the files change with their texts only.
DATE = datetime(2026, 1, 1, tzinfo=UTC)


def po_file(locale: str, domain: str) -> Path:
    return ROOT / "locale" / locale / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as source:
        return read_po(source, locale=locale)


def updated(locale: str, domain: str) -> Catalog:
    """The texts of the sources, with the translations that the .po file has for exactly these."""
    old = read(po_file(locale, domain), locale)
    new = Catalog(
        locale=locale, project="Videochat", version="", charset="utf-8", fuzzy=False, header_comment=HEADER,
        creation_date=DATE, revision_date=DATE, last_translator="", language_team="", msgid_bugs_address="",
    )  # fmt: skip
    for message in template(domain, locale):
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        kept = known.string if known and type(known.string) is type(new_string(message.id, new)) else None
        new.add(
            message.id,
            kept or new_string(message.id, new),
            locations=message.locations,
            context=message.context,
            flags=known.flags if known else (),
            user_comments=known.user_comments if known else (),
        )
    return new


def new_string(text: object, catalogue: Catalog) -> str | tuple[str, ...]:
    return ("",) * catalogue.num_plurals if isinstance(text, (list, tuple)) else ""


def as_po(catalogue: Catalog) -> bytes:
    content = BytesIO()
    write_po(content, catalogue, width=110, include_lineno=False)
    return content.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    content = BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """What has no translation, or one that nobody has looked at."""
    texts = [message for message in catalogue if message.id]
    return [str(one.id) for one in texts if one.fuzzy or not all(_strings(one.string))]


def _strings(string: object) -> list[str]:
    return list(string) if isinstance(string, (list, tuple)) else [str(string or "")]
