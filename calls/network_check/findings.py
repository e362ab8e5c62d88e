"""What the check found out about a server, in sentences for administrators."""

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """One sentence, and what to change if it is a problem."""

    level: Level
    text: str
    remedy: str = ""


@dataclass
class Report:
    """The findings about one address of a server. `address` is empty if its name has none."""

    url: str
    address: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The URL, and the address that its name has led to."""
        return self.url if not self.address or self.address in self.url else f"{self.url} ({self.address})"

    @property
    def works(self) -> bool:
        return all(finding.level != Level.FAILED for finding in self.findings)


def ok(text: str) -> Finding:
    return Finding(Level.OK, text)


def note(text: str, remedy: str = "") -> Finding:
    return Finding(Level.NOTE, text, remedy)


def failed(text: str, remedy: str = "") -> Finding:
    return Finding(Level.FAILED, text, remedy)
