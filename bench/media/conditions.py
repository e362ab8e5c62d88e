"""What is done to the line, and for how long."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from calls.tests.harness.network.line import Condition

from .sources import RECORDED, VOICES

#: 50 ms for a round trip between the two homes, as each has such a line.
CLEAN = Condition(delay=12.5)
#: kbit/s of the line that shrinks, before and meanwhile.
WIDE, NARROW = 1700, 100


@dataclass(frozen=True)
class Case:
    """One row of the table; its figures begin `settle` seconds after the change."""

    name: str
    title: str
    line: Condition
    settle: float


def loss(percent: int) -> Case:
    return Case(f"loss{percent}", f"{percent} % loss", replace(CLEAN, loss=percent / 100), 3)


def rate(kilobits: int) -> Case:
    return Case(f"rate{kilobits}", f"{kilobits} kbit/s", replace(CLEAN, rate=kilobits), 5)


CASES = [*map(loss, (2, 5, 10, 20)), *map(rate, (300, 150, 100, 60))]
#: What is measured besides.
START, COST, SHRINK = "start", "cost", "shrink"
NAMES = [START, COST, *(case.name for case in CASES), SHRINK]
WAYS = {"both": ("up", "down"), "up": ("up",), "down": ("down",)}
SUBJECTS = ["product", "bare"]


@dataclass(frozen=True)
class Options:
    """From the environment: see README.md."""

    names: list[str]
    subjects: list[str]
    seconds: float
    recovery: float
    clean: float
    way: str
    voice: str

    @property
    def cases(self) -> list[Case]:
        return [case for case in CASES if case.name in self.names]

    def changes(self, line: Condition) -> dict[str, Condition]:
        """What `Line.change` takes: Alice's line is changed, in the directions that were asked for."""
        return dict.fromkeys(WAYS[self.way], line)


def listed(variable: str, known: list[str]) -> list[str]:
    found = os.environ.get(variable, "").replace(",", " ").split()
    if strange := sorted(set(found) - set(known)):
        raise SystemExit(f"{variable}: {' '.join(strange)} is none of: {' '.join(known)}")
    return found or known


def chosen_voice() -> str:
    """One of VOICES, or the absolute path of a recording."""
    wanted = os.environ.get("VOICE", "")
    return str(Path(wanted).resolve(strict=True)) if wanted.endswith(RECORDED) else listed("VOICE", list(VOICES))[0]


def options() -> Options:
    return Options(
        names=listed("CONDITIONS", NAMES),
        subjects=listed("SUBJECTS", SUBJECTS),
        seconds=float(os.environ.get("SECONDS_EACH") or 30),
        recovery=float(os.environ.get("RECOVERY_SECONDS") or 30),
        clean=float(os.environ.get("CLEAN_SECONDS") or 0),
        way=listed("WAY", list(WAYS))[0],
        voice=chosen_voice(),
    )
