"""The lines that the soak prints."""

from collections.abc import Mapping, Sequence

from .call_log import CallLog


def summary(seconds: float, log: CallLog, online: int, people: int) -> str:
    refused = sum(log.refused.values())
    return (
        f"{seconds:4.0f} s: {online} of {people} online, {log.tried} calls tried, {log.connected} connected, "
        f"{refused} ended before that{_reasons(log.refused)}, {len(log.live)} live, "
        f"{len(log.lost)} lost, {len(log.unexplained)} unexplained"
    )


def faults(done: Mapping[str, int], log: CallLog) -> str:
    spread = "   p50    p95    p99    max"
    lines = [f"{'fault':<27} times  sockets back {spread}   silences {spread}   (seconds)"]
    for name, times in done.items():
        lines.append(f"{name:<27} {times:>5}  {_spread(log.away[name], 12)}  {_spread(log.silent[name], 9)}")
    everything = [second for found in log.away.values() for second in found]
    lines.append(f"{'all':<27} {sum(done.values()):>5}  {_spread(everything, 12)}")
    return "\n".join(lines)


def exits(found: Sequence[float]) -> str:
    slowest = f"; the slowest took {max(found):.1f} s" if found else ""
    return f"workers that ended after SIGTERM: {len(found)}{slowest}"


def relay(log: CallLog) -> str:
    return f"candidates: {log.candidates} arrived, {log.missing} never did, {log.repeated} came twice or late"


def closes(log: CallLog) -> str:
    return "sockets closed with: " + ", ".join(f"{code} ({count})" for code, count in sorted(log.closed.items()))


def memory(label: str, found: Sequence[int]) -> str:
    return f"workers' memory {label}: " + ", ".join(f"{size / 2**20:.1f} MiB" for size in found)


def items(label: str, found: Sequence[str], most: int = 30) -> str:
    return "\n".join([f"{label}: {len(found)}", *(f"  {line}" for line in found[:most])])


def _spread(found: Sequence[float], width: int) -> str:
    if not found:
        return f"{0:>{width}}" + "      -" * 4
    ordered = sorted(found)
    ranks = [len(found) * percent // 100 for percent in (50, 95, 99)]
    return f"{len(found):>{width}}" + "".join(f" {ordered[rank]:6.1f}" for rank in [*ranks, -1])


def _reasons(found: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{why}: {count}' for why, count in sorted(found.items()))})" if found else ""
