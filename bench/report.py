"""Rounds of measurements as lines for people: each figure the median of the rounds, with its ratio to the echo."""

import statistics
from typing import Any

#: What was measured, by its name; the answer of the load generator with what the servers spent.
Round = dict[str, dict[str, Any]]


class Report:
    def __init__(self, rounds: list[Round]) -> None:
        self.rounds = rounds

    def each(self, kind: str, figure: str) -> list[float]:
        """The figure in each round; `cpu` is in seconds, `memory` in bytes, for one message or socket."""
        found = [measured[kind] for measured in self.rounds]
        if figure in ("cpu", "publishes", "memory") or (figure == "statements" and "storm" in kind):
            return [one[figure] / one["messages"] for one in found]
        return [float(one[figure]) for one in found]

    def median(self, kind: str, figure: str) -> float:
        return statistics.median(self.each(kind, figure))

    def times(self, kind: str, reference: str, figure: str) -> float:
        """How many times the reference, which was measured in the same round."""
        pairs = zip(self.each(kind, figure), self.each(reference, figure), strict=True)
        return statistics.median(one / other for one, other in pairs)

    def throughput(self, what: str, kind: str) -> str:
        ratio, cost = self.times(kind, "echo", "per_second"), self.times(kind, "echo", "cpu")
        return (
            f"{what:32}{self.median(kind, 'per_second'):8,.0f}/s, {ratio:5.2f} of the echo's;  "
            f"processor {self.median(kind, 'cpu') * 1e6:4,.0f} us each, {cost:4.1f} times;  {self.generator(kind)}"
        )

    def inside(self, kind: str, idle: float) -> str:
        publishes, statements = self.median(kind, "publishes"), self.median(kind, "statements")
        return f"{'':32}{publishes:.3f} publishes each; {statements:.0f} database statements (idle: {idle:.0f})"

    def latency(self, what: str, kind: str, reference: str) -> str:
        p50, p99 = self.median(kind, "p50") * 1e3, self.median(kind, "p99") * 1e3
        ratio = self.times(kind, reference, "p99")
        return f"{what:32}p50 {p50:6.2f} ms, p99 {p99:6.2f} ms, {ratio:4.1f} times the echo's;  {self.generator(kind)}"

    def storm(self, what: str, kind: str, reference: str) -> str:
        p50, p99 = self.median(kind, "p50") * 1e3, self.median(kind, "p99") * 1e3
        ratio, statements = self.times(kind, reference, "cpu"), self.median(kind, "statements")
        return (
            f"{what:32}{self.median(kind, 'per_second'):8,.0f}/s, open or greeted p50 {p50:.0f} ms, p99 {p99:.0f} ms;  "
            f"processor {self.median(kind, 'cpu') * 1e3:.2f} ms each, {ratio:4.1f} times;  {self.generator(kind)}\n"
            f"{'':32}{statements:.1f} database statements and {self.each(kind, 'memory')[0] / 1024:.0f} KiB each"
        )

    def generator(self, kind: str) -> str:
        return f"generator {self.median(kind, 'generator'):.0%} busy"
