"""`python -m bench`: what the signalling costs, next to a bare daphne that echoes, measured in turns in one run."""

import time
from typing import Any

from .report import Report, Round
from .stage import Stage

#: Each figure is the median of this many rounds; a round measures everything once, each next to its reference.
ROUNDS = 3
LANES = 32
FLOOD: dict[str, Any] = {"window": 16, "seconds": 2.0}
DRIP: dict[str, Any] = {"rate": 500, "seconds": 2.0}
NEWCOMERS, ABREAST = 200, 32


def one_round(stage: Stage) -> Round:
    first, second = stage.site.workers
    here, there = [first.port], [first.port, second.port]
    echo: dict[str, Any] = {"servers": [stage.echo], "ports": [stage.echo_port], "lanes": LANES}
    return {
        "echo": stage.run(**echo, **FLOOD),
        "here": stage.run([first], ports=here, people=stage.pairs(LANES), **FLOOD),
        "there": stage.run([first, second], ports=there, people=stage.pairs(LANES), **FLOOD),
        "calm echo": stage.run(**echo, **DRIP),
        "calm": stage.run([first, second], ports=there, people=stage.pairs(LANES), **DRIP),
        "bare storm": stage.run([stage.echo], ports=[stage.echo_port], people=[{}] * NEWCOMERS, abreast=ABREAST),
        "storm": stage.run([first], ports=here, people=stage.people[:NEWCOMERS], abreast=ABREAST),
    }


def idle_statements(stage: Stage) -> float:
    """What the workers' clocks alone ask of the database in the time of one measurement."""
    before = stage.counted([])["statements"]
    time.sleep(FLOOD["seconds"])
    return stage.counted([])["statements"] - before


def main() -> None:
    stage = Stage(max(2 * LANES, NEWCOMERS))
    try:
        idle = idle_statements(stage)
        rounds = []
        for number in range(1, ROUNDS + 1):
            rounds.append(one_round(stage))
            rates = (f"{kind} {found['per_second']:,.0f}/s" for kind, found in rounds[-1].items())
            print(f"round {number} of {ROUNDS}: {', '.join(rates)}", flush=True)
    finally:
        stage.stop()
    report = Report(rounds)
    print(report.throughput("echo, bare daphne", "echo"))
    print(report.throughput("relay on one worker", "here"))
    print(report.inside("here", idle))
    print(report.throughput("relay, one worker to another", "there"))
    print(report.inside("there", idle))
    print(report.latency(f"echo at {DRIP['rate']}/s", "calm echo", "calm echo"))
    print(report.latency(f"relay across at {DRIP['rate']}/s", "calm", "calm echo"))
    print(report.storm("sockets that connect, bare daphne", "bare storm", "bare storm"))
    print(report.storm("sockets that connect", "storm", "bare storm"))


if __name__ == "__main__":
    main()
