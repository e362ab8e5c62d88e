"""Scenarios in another language: what they look for by its English words is looked for by its translation."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import read_mo
from playwright.async_api import Locator, Page

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
Lookup = str | re.Pattern[str]


class Words:
    """The texts of compiled catalogues."""

    def __init__(self, *compiled: Path) -> None:
        #: English text and translation.
        self.pairs: list[tuple[str, str]] = []
        for path in compiled:
            with path.open("rb") as file:
                for message in read_mo(file):
                    ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
                    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
                    self.pairs += [
                        (str(one), str(strings[min(index, len(strings) - 1)])) for index, one in enumerate(ids) if one
                    ]

    def whole(self, text: Lookup) -> Lookup:
        """A pattern for the translations of a text; the text itself if it is none of ours, such as a name."""
        if not isinstance(text, str):
            return text
        found = {filled for english, ours in self.pairs if (filled := fill(english, ours, text)) is not None}
        return re.compile(f"^\\s*(?:{'|'.join(map(re.escape, sorted(found)))})\\s*$") if found else text

    def part(self, text: Lookup) -> Lookup:
        """A pattern for the translation of each text that has this one in it."""
        if not isinstance(text, str):
            return text
        found = {
            ".*".join(map(re.escape, PLACEHOLDER.split(ours)))
            for english, ours in self.pairs
            if text.lower() in english.lower() or fill(english, ours, text) is not None
        }
        return re.compile("|".join([re.escape(text), *sorted(found)]), re.DOTALL)

    def speak(self, patch: pytest.MonkeyPatch) -> None:
        """From now on Playwright's lookups by words take English ones."""
        for kind in (Page, Locator):
            for name in ("get_by_text", "get_by_label", "get_by_placeholder"):
                patch.setattr(kind, name, partial_method(getattr(kind, name), self._by_text))
            patch.setattr(kind, "get_by_role", partial_method(kind.get_by_role, self._by_role))
        patch.setattr(Locator, "filter", partial_method(Locator.filter, self._filter))

    def _by_text(self, original: Any, text: Lookup, **options: Any) -> Any:
        exact = options.pop("exact", False)
        return original(self.whole(text) if exact else self.part(text), **options)

    def _by_role(self, original: Any, role: Any, **options: Any) -> Any:
        exact = options.pop("exact", False)
        if (name := options.get("name")) is not None:
            options["name"] = self.whole(name) if exact else self.part(name)
        return original(role, **options)

    def _filter(self, original: Any, **options: Any) -> Any:
        if (text := options.get("has_text")) is not None:
            options["has_text"] = self.part(text)
        return original(**options)


def partial_method(original: Any, translated: Any) -> Any:
    def method(self: Any, *arguments: Any, **options: Any) -> Any:
        return translated(partial(original, self), *arguments, **options)

    return method


def fill(english: str, ours: str, text: str) -> str | None:
    """The translation with the values that the text has; None if it is another text."""
    names = PLACEHOLDER.findall(english)
    pattern = "(.+)".join(map(re.escape, PLACEHOLDER.split(english)))
    found = re.fullmatch(pattern, text)
    if not found or (names and not PLACEHOLDER.sub("", english).strip(" :,()")):
        return None
    values = dict(zip(names, found.groups(), strict=True))
    return PLACEHOLDER.sub(lambda one: values.get(one[0], ""), ours)
