"""All texts that are marked for translation in the sources."""

from pathlib import Path

from babel.messages.catalog import Catalog

from .libraries import untranslated
from .marks import marked

ROOT = Path(__file__).resolve().parents[2]
#: The folders and the file names of each domain.
SOURCES = {
    "django": [("calls", "*.py"), ("videochat", "*.py"), ("templates", "*.html"), ("templates", "*.txt")],
    "djangojs": [("static/calls", "*.js")],
}
SKIPPED = ("calls/tests/", "calls/migrations/")


def template(domain: str, locale: str) -> Catalog:
    """Ours, in the order of the files' names, then those of libraries that have no translation there."""
    texts = Catalog(charset="utf-8")
    for path in files(domain):
        for line, message, context in marked(path):
            texts.add(message, locations=[(path.relative_to(ROOT).as_posix(), line)], context=context)
    for place, message, context in untranslated(domain, locale):
        texts.add(message, locations=[(place, 1)], context=context)
    return texts


def files(domain: str) -> list[Path]:
    found = {path for folder, name in SOURCES[domain] for path in (ROOT / folder).rglob(name)}
    return sorted(path for path in found if not path.relative_to(ROOT).as_posix().startswith(SKIPPED))
