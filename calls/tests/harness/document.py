"""Reads the messages and their fields from docs/protocol.md, so that tests can compare it with the code."""

import re
from dataclasses import dataclass

from .process import ROOT

TEXT = (ROOT / "docs" / "protocol.md").read_text()


@dataclass(frozen=True)
class Fields:
    needed: frozenset[str]
    optional: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.needed | self.optional


def rows(heading: str) -> list[list[str]]:
    """The cells of the table rows of a section; the header and its rule are left out."""
    section = re.split(r"^## ", TEXT.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def fields(cell: str) -> Fields:
    """`` `name`, `offer` `{…}`, `call`? `` : what stands in braces or brackets describes a value and is no field."""
    found = re.findall(r"`(\w+)`(\?)?", re.sub(r"\([^)]*\)", "", cell))
    return Fields(
        frozenset(name for name, optional in found if not optional),
        frozenset(name for name, optional in found if optional),
    )


def messages(heading: str) -> dict[str, Fields]:
    return {row[0].strip("`"): fields(row[1]) for row in rows(heading) if len(row) == 3}


def names(heading: str) -> set[str]:
    """The first cells of a table of two columns: reasons, error codes."""
    return {row[0].strip("`") for row in rows(heading) if len(row) == 2}


CLIENT = messages("From the client")
SERVER = messages("From the server")
REASONS = names("A call")
ERROR_CODES = names("From the server")
NETWORK_PROBLEMS = names("How a client behaves")
CLOSE_CODES = set(re.findall(r"^\| (\d{4}) \|", TEXT, flags=re.M))
#: Left out of a renegotiation, says the document in words.
SAID_IN_WORDS = {"offer": frozenset({"left", "video"})}


def departs(message: dict[str, object]) -> str:
    """How a message of the server's departs from the document; nothing where it does not."""
    kind = str(message.get("type"))
    if kind not in SERVER:
        return f"{kind} is not in the document"
    known, given = SERVER[kind], message.keys() - {"type"}
    lacks = known.needed - given - SAID_IN_WORDS.get(kind, frozenset())
    if lacks:
        return f"{kind} lacks {sorted(lacks)}"
    return f"{kind} has {sorted(given - known.all)} besides" if given - known.all else ""
