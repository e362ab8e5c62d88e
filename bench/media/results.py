"""What has been measured of one subject."""

from dataclasses import dataclass, field

from .conditions import Case
from .figures import Figures


@dataclass(frozen=True)
class Row:
    """A condition: what Alice's page found and what Bob's did, and how long each took to be well again."""

    case: Case
    sides: tuple[Figures, Figures]
    good_again: list[float | None]
    sharp_again: list[float | None]
    idle: float


@dataclass(frozen=True)
class Moment:
    """Of the first seconds: seconds since the first frame, and the received picture."""

    at: float
    height: float | None
    frame_rate: float | None
    bits: float


@dataclass
class Results:
    subject: str
    #: On Bob's page.
    start: list[Moment] = field(default_factory=list)
    #: Processor seconds of the pages in a second.
    cost: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    #: The share of the processors that nobody used, by START, COST and SHRINK.
    idle: dict[str, float] = field(default_factory=dict)
    #: By what happened, the seconds on either side.
    shrink: dict[str, list[float | None]] = field(default_factory=dict)
