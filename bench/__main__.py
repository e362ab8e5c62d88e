"""`python -m bench`: what the signalling costs, beside a bare daphne that echoes. Then the rows with browsers."""

import os
import sys
import time
from typing import Any

from . import browser_rows
from .report import Report, Round
from .testbed import Testbed

#: Each figure is the median of this many rounds. A round measures everything once.
ROUNDS = int(os.environ.get("ROUNDS") or 3)
STREAMS = 32
#: Longer, and the workers would take a stream for a flood (videochat/serving/limiting/limits.py).
CLOSED_LOOP: dict[str, Any] = {"window": 16, "seconds": 1.0}
#: With fewer messages, a single pause of the machine would be the p99.
OPEN_LOOP: dict[str, Any] = {"rate": 500, "seconds": 6.0}
CONNECTS, CONCURRENCY = 200, 32
#: Pages that are looked at, for so many seconds.
PAGES, PAGES_SECONDS = int(os.environ.get("PAGES") or 500), float(os.environ.get("PAGES_SECONDS") or 8)
#: Of those whose sockets break all at once.
STORM_CALLS = 100
#: Their names come first in everybody's list.
VISITORS = 20


def one_round(testbed: Testbed) -> Round:
    first, second = testbed.site.workers
    one, two = [first.port], [first.port, second.port]
    echo: dict[str, Any] = {"servers": [testbed.echo], "ports": [testbed.echo_port], "streams": STREAMS}
    people = testbed.people
    strangers: list[dict[str, Any]] = [{}] * CONNECTS
    pairs = people[: 2 * STREAMS]
    return {
        "echo": testbed.run(**echo, **CLOSED_LOOP),
        "one worker": testbed.run([first], ports=one, people=pairs, **CLOSED_LOOP),
        "two workers": testbed.run([first, second], ports=two, people=pairs, **CLOSED_LOOP),
        "paced echo": testbed.run(**echo, **OPEN_LOOP),
        "paced": testbed.run([first, second], ports=two, people=pairs, **OPEN_LOOP),
        "bare connects": testbed.run(
            [testbed.echo], ports=[testbed.echo_port], people=strangers, concurrency=CONCURRENCY
        ),
        "connects": testbed.run([first], ports=one, people=people[:CONNECTS], concurrency=CONCURRENCY),
        "pages": testbed.run(
            [first, second], ports=two, people=people[:PAGES], visitors=testbed.visitors, seconds=PAGES_SECONDS
        ),
        "storm": testbed.run([first, second], ports=two, people=people[:PAGES], calls=min(STORM_CALLS, PAGES // 4)),
    }


def idle_statements(testbed: Testbed) -> float:
    """Database statements that the workers' timers cause in the time of one measurement."""
    before = testbed.counters([])["statements"]
    time.sleep(CLOSED_LOOP["seconds"])
    return testbed.counters([])["statements"] - before


def main() -> None:
    testbed = Testbed(max(2 * STREAMS, CONNECTS, PAGES), VISITORS)
    try:
        idle = idle_statements(testbed)
        rounds = []
        for number in range(1, ROUNDS + 1):
            rounds.append(one_round(testbed))
            rates = (f"{name} {figures['per_second']:,.0f}/s" for name, figures in rounds[-1].items())
            print(f"round {number} of {ROUNDS}: {', '.join(rates)}", flush=True)
    finally:
        testbed.stop()
    report = Report(rounds)
    print(report.throughput("echo, bare daphne", "echo"))
    print(report.throughput("relay on one worker", "one worker"))
    print(report.services("one worker", idle))
    print(report.throughput("relay, one worker to another", "two workers"))
    print(report.services("two workers", idle))
    print(report.latency(f"echo at {OPEN_LOOP['rate']}/s", "paced echo", "paced echo"))
    print(report.latency(f"relay across at {OPEN_LOOP['rate']}/s", "paced", "paced echo"))
    print(report.connects("sockets that connect, bare daphne", "bare connects", "bare connects"))
    print(report.connects("sockets that connect", "connects", "bare connects"))
    print(report.pages(f"{PAGES:,} pages that look at the list", "pages", PAGES_SECONDS))
    print(report.storm(f"{PAGES:,} sockets come back", "storm"), flush=True)
    if not browser_rows.run():
        sys.exit(1)


if __name__ == "__main__":
    main()
