"""Reads the strings that are marked for translation out of the sources, without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django.conf
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
#: The folders and the file names of each domain.
SOURCES = {
    "django": [("calls", "*.py"), ("videochat", "*.py"), ("templates", "*.html"), ("templates", "*.txt")],
    "djangojs": [("static/calls", "*.js")],
}
SKIPPED = ("calls/tests/", "calls/migrations/")
#: Which arguments are the texts, as Babel's extractors want it.
CONTEXT, PLURAL, BOTH = ((1, "c"), 2), (1, 2), ((1, "c"), 2, 3)
KEYWORDS: dict[str, Any] = {
    "_": None,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), CONTEXT),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), PLURAL),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), BOTH),
}
#: What templatize() writes for a text of a template.
TEMPLATE_CALL = re.compile(r"\b(_|n?p?gettext)\(((?:\s*u?(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")\s*,?)+)")


def template(domain: str) -> Catalog:
    """All texts of a domain, in the order of the files' names."""
    texts = Catalog(charset="utf-8")
    for path in files(domain):
        for line, message, context in marked(path):
            place = (path.relative_to(ROOT).as_posix(), line)
            texts.add(message, locations=[place], context=context)
    return texts


def files(domain: str) -> list[Path]:
    found = {path for folder, name in SOURCES[domain] for path in (ROOT / folder).rglob(name)}
    return sorted(path for path in found if not path.relative_to(ROOT).as_posix().startswith(SKIPPED))


def marked(path: Path) -> Iterator[tuple[int, Any, str | None]]:
    """Line, text (a pair with its plural) and context of each marked string."""
    if path.suffix in (".html", ".txt"):
        yield from _of_template(path.read_text())
        return
    kind = {".py": "python", ".js": "javascript"}[path.suffix]
    with path.open("rb") as source:
        for line, message, _comments, context in extract(
            kind, source, KEYWORDS, options={"parse_template_string": True}
        ):
            yield line, message, context


def _of_template(source: str) -> Iterator[tuple[int, Any, str | None]]:
    if not django.conf.settings.configured:
        django.conf.settings.configure(USE_I18N=True)
    code = templatize(source)
    for call in TEMPLATE_CALL.finditer(code):
        name, texts = call[1], ast.literal_eval(f"[{call[2]}]")
        context = texts.pop(0) if "p" in name.removesuffix("gettext") else None
        yield code.count("\n", 0, call.start()) + 1, tuple(texts) if name.startswith("n") else texts[0], context
