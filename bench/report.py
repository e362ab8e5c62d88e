"""The lines that the bench prints: medians of the rounds, with their ratios to the echo's."""

import statistics
from typing import Any

#: By the measurement's name: the load generator's figures, with what the servers used.
Round = dict[str, dict[str, Any]]


class Report:
    def __init__(self, rounds: list[Round]) -> None:
        self.rounds = rounds

    def per_round(self, kind: str, figure: str) -> list[float]:
        """Per message or socket: `cpu` in seconds, `memory` in bytes, and counts."""
        found = [measured[kind] for measured in self.rounds]
        if (figure in ("cpu", "publishes", "memory") and kind != "pages") or (
            figure == "statements" and "connects" in kind
        ):
            return [one[figure] / one["messages"] for one in found]
        return [float(one[figure]) for one in found]

    def median(self, kind: str, figure: str) -> float:
        return statistics.median(self.per_round(kind, figure))

    def ratio(self, kind: str, reference: str, figure: str) -> float:
        """How many times the figure of the reference, measured in the same round."""
        pairs = zip(self.per_round(kind, figure), self.per_round(reference, figure), strict=True)
        return statistics.median(one / other for one, other in pairs)

    def throughput(self, what: str, kind: str) -> str:
        ratio, cost = self.ratio(kind, "echo", "per_second"), self.ratio(kind, "echo", "cpu")
        return (
            f"{what:32}{self.median(kind, 'per_second'):8,.0f}/s, {ratio:5.2f} of the echo's;  "
            f"processor {self.median(kind, 'cpu') * 1e6:4,.0f} us each, {cost:4.1f} times;  {self.generator(kind)}"
        )

    def services(self, kind: str, idle: float) -> str:
        publishes, statements = self.median(kind, "publishes"), self.median(kind, "statements")
        return f"{'':32}{publishes:.3f} publishes each; {statements:.0f} database statements (idle: {idle:.0f})"

    def latency(self, what: str, kind: str, reference: str) -> str:
        p50, p99 = self.median(kind, "p50") * 1e3, self.median(kind, "p99") * 1e3
        ratio = self.ratio(kind, reference, "p99")
        return f"{what:32}p50 {p50:6.2f} ms, p99 {p99:6.2f} ms, {ratio:4.1f} times the echo's;  {self.generator(kind)}"

    def connects(self, what: str, kind: str, reference: str) -> str:
        p50, p99 = self.median(kind, "p50") * 1e3, self.median(kind, "p99") * 1e3
        ratio, statements = self.ratio(kind, reference, "cpu"), self.median(kind, "statements")
        return (
            f"{what:32}{self.median(kind, 'per_second'):8,.0f}/s, to hello p50 {p50:.0f} ms, p99 {p99:.0f} ms;  "
            f"processor {self.median(kind, 'cpu') * 1e3:.2f} ms each, {ratio:4.1f} times;  {self.generator(kind)}\n"
            f"{'':32}{statements:.1f} database statements and {self.per_round(kind, 'memory')[0] / 1024:.0f} KiB each"
        )

    def pages(self, what: str, kind: str, seconds: float) -> str:
        share = {name: self.median(kind, name) / seconds for name in ("cpu", "database")}
        p50, p99 = self.median(kind, "p50") * 1e3, self.median(kind, "p99") * 1e3
        return (
            f"{what:32}workers {share['cpu']:.1%} of a core together, PostgreSQL {share['database']:.1%};  "
            f"the list p50 {p50:.0f} ms, p99 {p99:.0f} ms;  {self.generator(kind)}\n"
            f"{'':32}{self.median(kind, 'calls'):.0f} calls at random, until the caller has the answer "
            f"p50 {self.median(kind, 'call_p50') * 1e3:.0f} ms, p99 {self.median(kind, 'call_p99') * 1e3:.0f} ms"
        )

    def storm(self, what: str, kind: str) -> str:
        last, in_calls = self.median(kind, "last"), self.median(kind, "last_in_calls")
        return (
            f"{what:32}p50 {self.median(kind, 'p50'):.1f} s, the last {last:.1f} s, the last of those in calls "
            f"{in_calls:.1f} s;  processor {self.median(kind, 'cpu') * 1e3:.2f} ms each;  {self.generator(kind)}\n"
            f"{'':32}their lists p50 {self.median(kind, 'list_p50') * 1e3:.0f} ms, "
            f"p99 {self.median(kind, 'list_p99') * 1e3:.0f} ms, "
            f"the last after {self.median(kind, 'last_list'):.0f} s;  "
            f"PostgreSQL {self.median(kind, 'database'):.1f} s in all"
        )

    def generator(self, kind: str) -> str:
        return f"generator {self.median(kind, 'generator'):.0%} busy"
