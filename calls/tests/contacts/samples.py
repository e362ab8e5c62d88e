"""Compares how long answers take: whether somebody could tell two kinds of people apart by the time."""

import random
from collections.abc import Awaitable, Callable, Collection
from math import erfc, sqrt
from statistics import median, quantiles

#: Of each kind of answer.
SAMPLES = 200
#: What time the first calls take for connections and caches.
WARM_UP = 10
#: By how much the chance that an answer of one kind takes longer than one of the other may differ from a half. If both
#: are alike, it differs by more once in 200 million times: its standard deviation is 0.029. What adds two thirds of the
#: answers' own standard deviation is found.
MOST = 0.17
#: The same for two answers of one round, whose standard deviation is 0.035. It finds smaller differences on a machine
#: that is busy for some rounds.
MOST_IN_ROUNDS = 0.2
#: Of two empirical distribution functions (Kolmogorov-Smirnov), for answers of which only some take longer. Samples of
#: one distribution differ by more only once in a hundred million times.
FARTHEST = 0.3
#: Seconds. On a machine with nothing else to do, 24 hidden people on a page add a tenth of a millisecond on SQLite,
#: since their rows are found: two per cent, of which no network lets anybody see a 24th.
SMALLEST = 0.00025


async def compare(
    kinds: Collection[str],
    ask: Callable[[str], Awaitable[tuple[float, object]]],
    begin_round: Callable[[int], Awaitable[None]] | None = None,
) -> None:
    """`ask` returns the seconds until the answer, and the answer without what names the person.

    The first of `kinds` is somebody who is offline.
    """
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    answers: list[object] = []
    for number in range(WARM_UP + SAMPLES):
        if begin_round:
            await begin_round(number)
        # In another order each time, so that what the machine does besides is the same for all.
        for kind in random.sample(list(kinds), len(kinds)):
            took, answer = await ask(kind)
            answers = answers or [answer]
            assert answer == answers[0], kind
            if number >= WARM_UP:
                times[kind].append(took)
    offline, *others = times
    problems = {kind: problem for kind in others if (problem := difference(times[offline], times[kind]))}
    report = {kind: report_of(times[offline], times[kind]) for kind in times}
    print(report)  # shown if it fails, and with -rP
    assert not problems, (problems, report)


def difference(one: list[float], other: list[float]) -> str:
    """Why somebody could tell them apart; empty if nobody can. Both are in the order of their rounds."""
    if gap(one, other) < SMALLEST:
        return ""
    if abs(chance_of_more(one, other) - 0.5) > MOST or abs(chance_in_rounds(one, other) - 0.5) > MOST_IN_ROUNDS:
        return "one takes longer"
    return "they vary differently" if distance(one, other) > FARTHEST else ""


def report_of(one: list[float], other: list[float]) -> str:
    chance = chance_of_more(one, other)
    deviations = abs(chance - 0.5) / sqrt((len(one) + len(other) + 1) / (12 * len(one) * len(other)))
    return (
        f"median {1000 * median(other):.2f} ms, ratio {median(other) / median(one):.3f}, "
        f"longer in {chance:.3f} of pairs (p = {erfc(deviations / sqrt(2)):.2g}) "
        f"and {chance_in_rounds(one, other):.3f} of rounds, distance {distance(one, other):.2f}"
    )


def chance_of_more(one: list[float], other: list[float]) -> float:
    """The chance that any sample of the second takes longer than any of the first (Mann and Whitney's U)."""
    return sum(_more(a, b) for a in one for b in other) / (len(one) * len(other))


def chance_in_rounds(one: list[float], other: list[float]) -> float:
    """The same for two samples of one round (a sign test)."""
    return sum(map(_more, one, other)) / len(one)


def _more(one: float, other: float) -> float:
    return (other > one) + (other == one) / 2


def gap(one: list[float], other: list[float]) -> float:
    """The largest difference of their quartiles, in seconds."""
    return max(abs(a - b) for a, b in zip(quantiles(one, n=4), quantiles(other, n=4), strict=True))


def distance(one: list[float], other: list[float]) -> float:
    """The largest difference of the two empirical distribution functions."""
    values = sorted(one + other)
    return max(abs(sum(x <= value for x in one) - sum(x <= value for x in other)) / len(one) for value in values)
