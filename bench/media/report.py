"""The tables that the bench prints, in Markdown: the first figure of a cell is of Alice's page, the second of Bob's."""

from collections.abc import Callable, Iterator, Sequence

from .conditions import COST, SHRINK, START
from .figures import NEVER, Figures
from .results import Moment, Results, Row

#: Not seen, or not counted.
NONE = "\N{EN DASH}"
BAD_LINE = (
    "line", "subject", "sound made up, %", "of it where all was silent", "sound waits, ms", "picture",
    "still, s", "freezes", "the sign, s", "good again, s", "720p again, s", "idle, %",
)  # fmt: skip


def table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def number(value: float | None, digits: int = 1) -> str:
    if value is None:
        return NONE
    return "not yet" if value == NEVER else f"{value:.{digits}f}"


def pair(values: Sequence[float | None], digits: int = 1) -> str:
    return " / ".join(number(value, digits) for value in values)


def picture(side: Figures) -> str:
    return "none" if not side.frame_rate else f"{side.height or 0:.0f}p{side.frame_rate:.0f}"


def condition_cells(subject: str, row: Row) -> list[str]:
    def each(figure: Callable[[Figures], float | None], times: float = 1, digits: int = 1) -> str:
        found = [figure(side) for side in row.sides]
        return pair([None if value is None else value * times for value in found], digits)

    return [
        row.case.title,
        subject,
        each(lambda side: side.concealed, 100),
        each(lambda side: side.silent, 100),
        each(lambda side: side.sound_delay, 1000, 0),
        " / ".join(map(picture, row.sides)),
        each(lambda side: side.still),
        each(lambda side: side.freezes, 1, 0),
        each(lambda side: side.sign),
        pair(row.good_again),
        pair(row.sharp_again),
        number(100 * row.idle, 0),
    ]


def conditions(results: Sequence[Results]) -> str:
    """The subjects' rows of the same condition stand together."""
    rows = [(one.subject, row) for one in results for row in one.rows]
    order = list(dict.fromkeys(row.case.name for _, row in rows))
    rows.sort(key=lambda found: order.index(found[1].case.name))
    return table(BAD_LINE, (condition_cells(subject, row) for subject, row in rows))


def signs(product: Sequence[Results]) -> str:
    """What the pages said, in its order."""
    said = ((row.case.title, *map(sentences, row.sides)) for one in product for row in one.rows)
    return table(("line", "Alice's page", "Bob's page"), said)


def sentences(side: Figures) -> str:
    return "; ".join(f"{seconds:.1f} s: {words}" for words, seconds in side.said.items()) or NONE


def start(results: Sequence[Results]) -> str:
    """A row for each half second, as far as there are samples of all."""
    moments = zip(*(one.start for one in results), strict=False)
    rows = ([number(moment[0].at), *map(first_seconds, moment)] for moment in moments)
    return table(("s since the first frame", *(one.subject for one in results)), rows)


def first_seconds(moment: Moment) -> str:
    return f"{number(moment.height, 0)}p{number(moment.frame_rate, 0)}, {moment.bits / 1000:.0f} kbit/s"


def cost(results: Sequence[Results]) -> str:
    rows = ((one.subject, pair(one.cost, 3)) for one in results if one.cost)
    return table(("subject", "processor seconds of the page in a second"), rows)


def shrink(results: Sequence[Results]) -> str:
    events = list(dict.fromkeys(event for one in results for event in one.shrink))
    rows = ((event, *(pair(one.shrink.get(event, [])) for one in results)) for event in events)
    return table(("seconds until", *(one.subject for one in results)), rows)


def idle(results: Sequence[Results], part: str) -> str:
    return ", ".join(f"{one.subject} {one.idle[part]:.0%}" for one in results if part in one.idle)


def report(results: Sequence[Results]) -> str:
    """The parts that were measured."""
    product = [one for one in results if one.subject == "product"]
    parts = [
        (START, "The first seconds, clean line", start(results)),
        (COST, "The cost of the page, clean line", cost(results)),
        (SHRINK, "A line that shrinks", shrink(results)),
    ]
    found = [
        f"## {title} (idle: {idle(results, part)})\n\n{text}" for part, title, text in parts if idle(results, part)
    ]
    if any(one.rows for one in results):
        found.append(f"## A bad line\n\n{conditions(results)}")
    if any(one.rows for one in product):
        found.append(f"## What the pages said\n\n{signs(product)}")
    return "\n\n".join(found)
