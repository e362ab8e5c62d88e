"""Finds the strings of one file that are marked for translation, without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django.conf
from babel.messages.extract import extract
from django.utils.translation.template import templatize

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
