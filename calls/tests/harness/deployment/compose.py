"""Reads docker-compose.yml as a container engine does, for tests on machines without one."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from calls.tests.harness.process import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?::(?P<kind>[-?])(?P<rest>[^${}]*))?\}")


class Missing(Exception):
    """A variable that the file insists on."""


def services(settings: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The services, with the variables of .env put in (Compose Specification, section "Interpolation")."""
    found: dict[str, dict[str, Any]] = filled(yaml.safe_load(TEXT)["services"], settings)
    return found


def filled(value: Any, settings: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {key: filled(part, settings) for key, part in value.items()}
        case list():
            return [filled(part, settings) for part in value]
        case str():
            return interpolated(value, settings)
    return value


def interpolated(text: str, settings: Mapping[str, str]) -> str:
    """Innermost first: a default may hold a variable itself."""

    def put(found: re.Match[str]) -> str:
        known = settings.get(found["name"], "")
        if not known and found["kind"] == "?":
            raise Missing(found["rest"])
        return known or found["rest"] or ""

    while VARIABLE.search(text):
        text = VARIABLE.sub(put, text)
    return text
